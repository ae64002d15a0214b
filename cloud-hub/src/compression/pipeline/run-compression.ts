import { sha256Hex } from '@lookout/shared/bundle/read-bundle';
import { exceedanceRate } from '@lookout/shared/detector/decision/budget';
import { falseAlarmRateFrom } from '@lookout/shared/detector/decision/threshold-from';
import type { LatencyTable } from '@lookout/shared/profile/latency-table';
import type { CompressionRequest, StageFigures } from '@lookout/shared/protocol/compression';
import { lessonOf } from '../distil/distil.ts';
import { Teacher } from '../distil/teacher.ts';
import { isTrainable } from '../import/is-trainable.ts';
import { eventPeaks } from '../judging/event-peaks.ts';
import { judgeVariant } from '../judging/judge-variant.ts';
import { scoreVariant } from '../judging/score-variant.ts';
import { assembleVariant, packVariant } from './assemble-variant.ts';
import { type Base, openBase } from './base.ts';
import { aurocDropOf, type Candidate, type JudgingGround, makeCandidate } from './candidate.ts';
import { chooseWinner, type Timed } from './choose-winner.ts';
import type {
  CompressionInputs,
  CompressionIo,
  CompressionOutcome,
  CompressionVariant,
} from './compression-engine.ts';
import { cpuForms, gpuForm } from './forms.ts';
import { judgingSetOf } from './judging-set-of.ts';
import { type Ground, makeNetworks } from './make-networks.ts';
import { reportOf } from './report-of-run.ts';
import type { StagedNetwork } from './staged-network.ts';

export interface CompressionTools {
  readonly now: () => number;
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
  const tell = (
    stage: 'prepare' | 'recalibrate' | 'measure' | 'report',
    fraction: number,
    message: string,
  ) => io.onProgress({ stage, state: fraction < 1 ? 'running' : 'done', fraction, message });
  tell('prepare', 0, 'taking the detector apart');
  const base = openBase(inputs.bundle, inputs.train);
  const ground = await judgingGround(base, request, inputs);
  const rate = ground.options.falseAlarmRate;
  const errorScale = await errorScaleOf(base, rate);
  await using teacher = await Teacher.open(base.network, errorScale);
  const lesson = await lessonOf(teacher, base.laterWindows, errorScale);
  const trainable = isTrainable(base.network).ok;
  const latent = 'mu' in base.network.outputs ? base.manifest.latent : null;
  const seed = request.seed;
  const stages = tools.stages ?? null;
  const key = keyOf(base, seed, stages);
  tell('prepare', 1, `judged on ${ground.windows.labels.length} windows`);

  const candidates: Candidate[] = [];
  for await (const staged of makeNetworks(
    { base, teacher, lesson, latent, trainable, seed, key, stages },
    io,
  )) {
    const made = await candidatesOf(ground, staged, io);
    candidates.push(...made);
    io.onProgress({
      stage: staged.stage,
      state: 'done',
      fraction: 1,
      message: staged.name,
      figures: figuresOf(made.at(-1)),
    });
  }
  const own = await candidatesOf(
    ground,
    { name: 'base', stage: 'prepare', network: base.network, lineage: [] },
    io,
  );
  tell(
    'recalibrate',
    1,
    `${candidates.length + own.length} candidates, each with levels of its own`,
  );

  tell('measure', 0, 'timing every candidate beside the base');
  const choice = await chooseWinner(
    base,
    [...own, ...candidates],
    request.budget,
    tools,
    io.signal,
  );
  tell(
    'measure',
    1,
    choice.winner ? `chosen: ${choice.winner.candidate.title}` : 'nothing meets the budget',
  );

  tell('report', 0, 'writing the report');
  const run = { request, inputs, base, ground, choice, startedAt, tools };
  const report = await reportOf(run);
  tell('report', 1, 'done');
  if (!choice.winner)
    return { kind: 'infeasible', nearest: choice.nearest.map(figuresOfTimed), report };
  const variants = await variantsOf(run, choice.winner);
  return { kind: 'done', variants, report };
}

function keyOf({ id, fitWindows }: Base, seed: number, stages: Ground['stages']): string {
  const rows = sha256Hex(new Uint8Array(fitWindows.buffer, 0, fitWindows.byteLength));
  const text = [id, rows, seed, ...(stages ?? [])].join();
  return sha256Hex(new TextEncoder().encode(text)).slice(0, 12);
}

/** Everything that candidates are judged on, and the base's own scores to compare with. */
async function judgingGround(
  base: Base,
  request: CompressionRequest,
  { labelled }: CompressionInputs,
): Promise<JudgingGround & { readonly baseQuality: ReturnType<typeof judgeVariant> }> {
  const { set, windows } = judgingSetOf(base, labelled, request.seed);
  const { windowLength } = base.manifest.input;
  const options = { windowLength, falseAlarmRate: await rateOf(base, request, labelled) };
  const baseScores = await scoreVariant(base.model, set);
  const baseQuality = judgeVariant(baseScores, null, windows, options);
  return { base, baseScores, baseQuality, set, windows, options };
}

/** Share of normal windows that may alarm. */
async function rateOf(
  { manifest, model, rows }: Base,
  { threshold, seed }: CompressionRequest,
  labelled: CompressionInputs['labelled'],
): Promise<number> {
  const { periodMs, windowLength, channels } = manifest.input;
  if (threshold.kind === 'falseAlarmRate') return threshold.rate;
  if (threshold.kind === 'alarmsPerDay') return exceedanceRate(threshold.n, periodMs, windowLength);
  const recordings = labelled.map(({ recording }) => recording);
  const events = { recordings, calibrate: rows.calibrate, seed };
  const shape = { windowLength, channels: channels.length };
  const peaks = await eventPeaks(model, manifest.calibration, events, shape);
  const { eventsPerYear = 12 } = threshold;
  const ground = { periodMs, windowLength, calibration: manifest.calibration, eventPeaks: peaks };
  return falseAlarmRateFrom({ ...threshold, eventsPerYear }, ground);
}

/** Of the teacher, on the rows that are learned from. */
async function errorScaleOf(base: Base, rate: number): Promise<Float32Array | null> {
  if (!('reconstruction' in base.network.outputs)) return null;
  const { fitted } = await assembleVariant(base, base.network, rate);
  return Float32Array.from(fitted.network?.errorScale ?? []);
}

/** A network in every form that a CPU may be given. */
async function candidatesOf(
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

interface Run {
  readonly request: CompressionRequest;
  readonly base: Base;
  readonly ground: JudgingGround;
  readonly startedAt: number;
}

/** The bundles that are shipped: for CPUs what won, for GPUs the same network as they take it. */
async function variantsOf(run: Run, winner: Timed): Promise<CompressionVariant[]> {
  const { target, budget } = run.request;
  const { candidate } = winner;
  const variants: CompressionVariant[] = [];
  if (target !== 'gpu') variants.push(await packed(run, candidate, 'cpu', figuresOfTimed(winner)));
  if (target === 'cpu') return variants;
  const half = await makeCandidate(run.ground, candidate.staged, gpuForm);
  const kept = half && aurocDropOf(half.quality) <= budget.maxAurocDrop;
  const own = kept ? half : { ...candidate, network: candidate.staged.network, form: fp32 };
  variants.push(await packed(run, own, 'gpu', figuresOf(own)));
  return variants;
}

const fp32 = {
  name: 'fp32',
  title: 'float32',
  apply: async (network: Candidate['network']) => network,
};

async function packed(
  { request, base, ground, startedAt }: Run,
  { network, staged, form, parameters }: Candidate,
  target: 'cpu' | 'gpu',
  figures: StageFigures,
): Promise<CompressionVariant> {
  const { threshold, name } = request;
  const assembled = await assembleVariant(base, network, ground.options.falseAlarmRate);
  const files = await packVariant(base, assembled, {
    ...{ name, parameters, createdAt: startedAt },
    alarmsPerDay: threshold.kind === 'alarmsPerDay' ? threshold.n : undefined,
    variant: `${target}-${form.name}`,
    stages: [...staged.lineage, form.name],
  });
  return { form: form.name, target, files, figures };
}

function figuresOf(candidate: Candidate | undefined): StageFigures {
  if (!candidate) return {};
  const { quality, modelBytes, macs, parameters } = candidate;
  const auroc = quality.auroc.score;
  return {
    ...(auroc && { auroc: auroc.value, aurocLow: auroc.low, aurocHigh: auroc.high }),
    ...{ loss: quality.vaeLoss.total, sizeBytes: modelBytes, macs, parameters },
  };
}

const figuresOfTimed = ({ candidate, latencyMs }: Timed): StageFigures => ({
  ...figuresOf(candidate),
  p50Ms: latencyMs,
});
