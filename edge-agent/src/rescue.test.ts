import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { scratchFolder } from '../../test/support/scratch.ts';
import { writeToyBundle } from '../../test/support/toy-bundle.ts';
import { loadStreams } from './config/config.ts';
import { sourceChild } from './detect/detector.fixture.ts';
import { Detectors } from './detect/detectors.ts';
import type { Verdict } from './detect/scored-window.ts';
import { loadBundle } from './model/load-bundle.ts';
import { Rescue } from './rescue.ts';
import { systemClock } from './source/clock.ts';
import { loadReady, putToWork, type ReadyBundle, type StreamModel } from './stream-setup.ts';
import type { Window } from './window/window.ts';

let folder: Awaited<ReturnType<typeof scratchFolder>>;
let detector: Detectors;
beforeEach(async () => {
  folder = await scratchFolder();
  detector = new Detectors({ warn: () => {}, child: sourceChild });
  detector.start();
});
afterEach(async () => {
  await detector.stop();
  await folder[Symbol.asyncDispose]();
});

const gone: Verdict = { kind: 'failed', code: 'provider', message: 'a run on cuda failed' };
const late: Verdict = { kind: 'failed', code: 'overloaded', message: 'too many' };

/** A stream that `first` judges, and what can take its place. */
async function stream(spare: 'there' | 'none') {
  const yaml = join(folder.path, 'agent.yaml');
  writeFileSync(
    yaml,
    'site: a\ndevice: b\nhub: { url: mqtt://x }\nstreams: [{ name: press, bundle: x, source: { type: simulator } }]\n',
  );
  const [config] = loadStreams(yaml);
  if (config === undefined) throw new Error('one was written');
  const tools = { detector, clock: systemClock, random: Math.random, newId: () => '' };
  const ready = async (factor: number): Promise<ReadyBundle> => {
    const name = join(folder.path, `toy-${factor}`);
    writeToyBundle(name, { channels: [{ name: 'pressure', mean: 1, sd: 1 }], factor });
    return loadReady(await loadBundle(name), ['cpu'], detector);
  };
  const models = (await Promise.all([ready(1), ready(2)])).map((one) =>
    putToWork(one, config, null, tools),
  );
  const [first, second] = models;
  if (first === undefined || second === undefined) throw new Error('two were made');
  let judging: StreamModel = first;
  const told: string[] = [];
  const rescue = new Rescue({
    ...{ detector, now: () => 7, judging: () => judging },
    watchers: () => [
      {
        started() {},
        judged() {},
        bundleFailed: () => null,
        substitute: () => Promise.resolve(spare === 'there' ? second : null),
        substituted: (_by, _to, why) => told.push(why),
      },
    ],
    replace: () => {
      judging = second;
      return second;
    },
    handOver: () => told.push('handed over'),
  });
  return { rescue, first, second, told };
}

const window: Window = {
  ...{ stream: 'press', at: 1, sourceAt: null, elapsedMs: 1, last: [2] },
  data: Float32Array.of(2, 2, 2, 2),
  quality: { scored: true },
};
const scoreOf = (verdict: Verdict | null) =>
  verdict?.kind === 'scored' ? verdict.score.score : verdict?.kind;

test('the window of a failed run is scored by the other, and so are those on their way', async () => {
  const { rescue, first, second, told } = await stream('there');
  const saved = await rescue.judge(first, window, gone);
  expect([saved.model, scoreOf(saved.verdict)]).toEqual([second, 2]);
  expect(told).toEqual(['handed over', 'a run on cuda failed']);
  // Whether they failed too, or came through before.
  const { verdict: through } = await rescue.judge(second, window, saved.verdict);
  for (const found of [gone, through]) {
    const next = await rescue.judge(first, window, found);
    expect([next.model, scoreOf(next.verdict)]).toEqual([second, 2]);
  }
  expect(told).toHaveLength(2);
  expect(rescue.hasLeft(first)).toBe(true);
});

test('what is no failure of the provider stays as it is', async () => {
  const { rescue, first, told } = await stream('there');
  for (const found of [late, null, { kind: 'notScored' } as const])
    expect(await rescue.judge(first, window, found)).toEqual({ model: first, verdict: found });
  expect(told).toEqual([]);
});

test('where nothing can take its place the failure is told as it is', async () => {
  const { rescue, first } = await stream('none');
  expect(await rescue.judge(first, window, gone)).toEqual({ model: first, verdict: gone });
  expect(rescue.hasLeft(first)).toBe(false);
});
