import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PlacementDetail } from '@lookout/shared/protocol/placements';
import { burstChannels, burstPeriodMs, burstStream, writeBursts } from '../../support/bursts.ts';
import { writeToyBundle } from '../../support/toy-bundle.ts';
import { RunningStress } from '../placement-model/stresses.ts';
import type { Tables } from '../tables.ts';
import { writeFrames } from './made-frames.ts';
import { frameSize, importPaper } from './paper-bundles.ts';
import { Site } from './site.ts';
import { type Stay, watch } from './watch.ts';

export type Effort = 'full' | 'quick';

const periodMs = 50;
const frames = 60;
const streams = ['camera', 'press'] as const;
/** Shorter waits than an operator's: a state lasts a minute here, not a morning. */
const policy = {
  leaveAfterMs: 5_000,
  returnAfterMs: 10_000,
  dwellMs: 10_000,
  maxSwitchesPerHour: 30,
};
const stateMs = { full: 60_000, quick: 20_000 };
const secondsOfRows = 1_200;
const hogs = 2;
const hogBatch = 16;

/**
 * The paper's network on frames of a folder beside a network of a few sensors, on this machine's own
 * processors: hub, agent, signed releases, profiles, decisions.
 */
export async function benchPlacementFrames(effort: Effort): Promise<Tables> {
  const folder = await mkdtemp(join(tmpdir(), 'lookout-bench-'));
  const stops: (() => Promise<void> | void)[] = [];
  try {
    const images = join(folder, 'frames');
    writeFrames(images, frames, frameSize);
    const paper = await importPaper(folder, images, periodMs);
    const site = await startSite(folder, images, paper);
    stops.push(() => site.stop());
    const camera = await site.install('camera', 'paper', paper);
    const press = await site.install('press', 'press', pressBundles(folder));
    const stays = await throughStates(
      site,
      join(folder, 'paper.onnx'),
      camera,
      stateMs[effort],
      stops,
    );
    return {
      [`Profiles, idle (${machine()})`]: [
        ...profilesOf('camera', camera),
        ...profilesOf('press', press),
      ],
      [`Who ran what, a frame every ${periodMs} ms`]: stays,
    };
  } finally {
    for (const stop of stops.reverse()) await stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function startSite(
  folder: string,
  images: string,
  paper: Readonly<Record<string, string>>,
): Promise<Site> {
  const [bundle] = Object.values(paper);
  const source = { type: 'images', folder: images, follow: false, loop: true };
  const press = burstStream('press', await writeBursts(folder, secondsOfRows));
  return await Site.start(folder, [{ name: 'camera', bundle, source }, press], policy);
}

function pressBundles(folder: string): Readonly<Record<string, string>> {
  const names = ['cpu-fp32', 'gpu-fp32'];
  return Object.fromEntries(
    names.map((variant, i) => {
      const out = join(folder, `press-${variant}`);
      const usual = { channels: burstChannels, windowLength: 4, periodMs: burstPeriodMs };
      writeToyBundle(out, { ...usual, name: 'press', variant, factor: 1 + i / 10_000 });
      return [variant, out];
    }),
  );
}

/** Left alone, with every CPU busy, with a GPU that others use, and left alone again. */
async function throughStates(
  site: Site,
  model: string,
  { report }: PlacementDetail,
  forMs: number,
  stops: (() => void)[],
): Promise<Stay[]> {
  const stays = await watch(site, streams, 'left alone', forMs);
  const threads = 2 * availableParallelism();
  const stress = new RunningStress({ name: '', kind: 'spin', threads }, (2 * forMs) / 1000);
  stops.push(() => stress.end());
  stays.push(...(await watch(site, streams, `${threads} threads spin`, forMs)));
  stress.end();
  const gpu = report?.profiles.find(
    ({ provider, usable }) => provider !== 'cpu' && usable === 'yes',
  );
  if (gpu !== undefined) {
    const others = Array.from({ length: hogs }, () => startHog(model, gpu.provider));
    const end = () => others.forEach((hog) => void hog.kill('SIGKILL'));
    stops.push(end);
    stays.push(...(await watch(site, streams, `${hogs} others use the GPU`, forMs)));
    end();
  }
  stays.push(...(await watch(site, streams, 'left alone again', forMs)));
  return stays;
}

const hogProgram = fileURLToPath(new URL('gpu-hog.ts', import.meta.url));
const startHog = (model: string, provider: string): ChildProcess =>
  spawn(process.execPath, [hogProgram, model, provider, '3', String(frameSize), String(hogBatch)], {
    stdio: 'ignore',
  });

const profilesOf = (stream: string, { report }: PlacementDetail) =>
  (report?.profiles ?? []).map(
    ({ variant, provider, usable, p50Us, p95Us, firstRunUs, detail }) => ({
      ...{ stream, variant, provider, usable },
      'p50 ms': ms(p50Us),
      'p95 ms': ms(p95Us),
      'first run ms': ms(firstRunUs),
      detail,
    }),
  );

const ms = (us: number | null): string => (us === null ? '–' : (us / 1000).toPrecision(3));

const machine = (): string => `${cpus().length} × ${cpus()[0]?.model.trim()}`;
