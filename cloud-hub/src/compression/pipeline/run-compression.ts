import { sha256Hex } from '@lookout/shared/bundle/read-bundle';
import type { LatencyTable } from '@lookout/shared/profile/latency-table';
import type { CompressionRequest } from '@lookout/shared/protocol/compression';
import { lessonOf } from '../distil/distil.ts';
import { Teacher } from '../distil/teacher.ts';
import { isTrainable } from '../import/is-trainable.ts';
import type { LatencyCache } from '../latency/latency-table.ts';
import { measureOn } from './assemble-variant.ts';
import { type Base, openBase } from './base.ts';
import { type Candidate, type JudgingGround, makeCandidate } from './candidate.ts';
import { chooseWinner } from './choose-winner.ts';
import type { CompressionInputs, CompressionIo, CompressionOutcome } from './compression-engine.ts';
import { cpuForms } from './forms.ts';
import { judgingGround } from './judging-ground.ts';
import { type Ground, makeNetworks } from './make-networks.ts';
import type { CompressionStage } from './progress.ts';
import { reportOf } from './report-of-run.ts';
import { figuresOf, figuresOfTimed, shipVariants } from './ship-variants.ts';
import type { StagedNetwork } from './staged-network.ts';

export interface CompressionTools {
  readonly now: () => number;
  /** Latencies of this machine from earlier runs, by the models' shape. */
  readonly known?: LatencyCache;
  /** The device's own latencies; without it those of this machine count. */
  readonly profile?: { readonly file: string; readonly table: LatencyTable };
  /** Which stages run, by default all. */
  readonly stages?: Ground['stages'];
}

/**
 * Compresses a bundle to a budget: quantize, prune guided by distillation, final prune, each judged by
 * detection; every candidate is recalibrated, timed beside the base, and the winner timed again. What the
 * store holds of earlier stages is not made again.
 * @throws CompressionError, TrainError, BundleError, QuantizeError, ProfileError; the signal's reason
 */
export async function runCompression(
  request: CompressionRequest,
  inputs: CompressionInputs,
  io: CompressionIo,
  tools: CompressionTools = { now: Date.now },
): Promise<CompressionOutcome> {
  const startedAt = tools.now();
  const tell = (stage: CompressionStage, fraction: number, message: string) =>
    io.onProgress({ stage, state: fraction < 1 ? 'running' : 'done', fraction, message });
  tell('prepare', 0, 'taking the detector apart');
  const base = openBase(inputs.bundle, inputs.train);
  const ground = await judgingGround(base, request, inputs);
  tell('prepare', 1, `judged on ${ground.windows.labels.length} windows`);

  const candidates = await allCandidates(ground, request.seed, tools.stages ?? null, io);
  tell('recalibrate', 1, `${candidates.length} candidates, each with levels of its own`);

  tell('measure', 0, 'timing every candidate beside the base');
  const choice = await chooseWinner(base, candidates, request.budget, tools, io.signal);
  const title = choice.winner?.candidate.title;
  tell('measure', 1, title ? `chosen: ${title}` : 'nothing meets the budget');

  tell('report', 0, 'writing the report');
  const run = { request, inputs, base, ground, choice, startedAt, tools };
  const report = await reportOf(run);
  tell('report', 1, 'done');
  if (choice.winner)
    return { kind: 'done', variants: await shipVariants(run, choice.winner), report };
  return { kind: 'infeasible', nearest: choice.nearest.map(figuresOfTimed), report };
}

/** The base in smaller forms, then every network of every stage in each form. */
export async function allCandidates(
  ground: JudgingGround,
  seed: number,
  stages: Ground['stages'],
  io: CompressionIo,
): Promise<Candidate[]> {
  const { base } = ground;
  const { network } = base;
  const errorScale = await errorScaleOf(base);
  await using teacher = await Teacher.open(network, errorScale);
  const making = {
    ...{ base, teacher, seed, stages },
    lesson: await lessonOf(teacher, base.laterWindows, errorScale),
    trainable: isTrainable(network).ok,
    latent: 'mu' in network.outputs ? base.manifest.latent : null,
    key: keyOf(base, seed, stages),
  };
  const own: StagedNetwork = { name: 'base', stage: 'prepare', network, lineage: [] };
  const candidates = await inEveryForm(ground, own, io);
  for await (const staged of makeNetworks(making, io)) {
    const made = await inEveryForm(ground, staged, io);
    candidates.push(...made);
    const { stage, name: message } = staged;
    const figures = figuresOf(made.at(-1));
    io.onProgress({ stage, state: 'done', fraction: 1, message, figures });
  }
  return candidates;
}

function keyOf({ id, fitWindows }: Base, seed: number, stages: Ground['stages']): string {
  const rows = sha256Hex(new Uint8Array(fitWindows.buffer, 0, fitWindows.byteLength));
  const text = [id, rows, seed, ...(stages ?? [])].join();
  return sha256Hex(new TextEncoder().encode(text)).slice(0, 12);
}

/** Of the teacher, on the rows that are learned from. */
async function errorScaleOf(base: Base): Promise<Float32Array | null> {
  if (!('reconstruction' in base.network.outputs)) return null;
  return Float32Array.from((await measureOn(base, base.network)).errorScale);
}

/** A network in every form that a CPU may be given. */
async function inEveryForm(
  ground: JudgingGround,
  staged: StagedNetwork,
  { signal }: CompressionIo,
): Promise<Candidate[]> {
  const made: Candidate[] = [];
  for (const form of cpuForms) {
    signal.throwIfAborted();
    const candidate = await makeCandidate(ground, staged, form);
    if (candidate) made.push(candidate);
  }
  return made;
}
