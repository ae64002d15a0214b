import { mixSeed, Random } from '../simulator/random.ts';
import { type Feed, type ModelInput, makeFeeds } from './feeds.ts';
import type { SpeedUp } from './latency-table.ts';
import { type RoundLimits, type RoundTools, timeRounds } from './rounds.ts';
import { medianInterval, quantileOf, speedUpOf } from './statistics.ts';

/** A session of ONNX Runtime as far as timing goes. */
export interface EngineSession {
  readonly inputs: readonly ModelInput[];
  /** Makes tensors of the feeds; what it returns runs the model once. */
  prepare(feeds: readonly Feed[]): () => Promise<unknown>;
}

/** ONNX Runtime as far as timing goes: the agent and the hub each bring their own. */
export interface Engine {
  open(model: JobModel, on: JobSetting): Promise<EngineSession>;
  /** Milliseconds of a clock that only goes forward. */
  now(): number;
  pause(ms: number): Promise<void>;
  /** The process's high-water mark of resident memory so far. */
  peakRssBytes(): number;
}

export interface JobModel {
  readonly name: string;
  readonly path: string;
  /** By input, of any number of windows; seeded normal ones where none are given. */
  readonly values?: Readonly<Record<string, Float32Array>>;
  /** ONNX Runtime's `session.` entries besides the usual ones, such as `disable_quant_qdq: '1'`. */
  readonly sessionConfig?: Readonly<Record<string, string>>;
}

export interface JobSetting {
  readonly provider: string;
  readonly threads: number;
}

/** What a process that measures is asked for; it does one job in its life. */
export type Job = JobSetting & { readonly seed: number } & (
    | {
        /** All models in one process, in turns; the first one is the reference. */
        readonly kind: 'time';
        readonly models: readonly JobModel[];
        readonly batches: readonly number[];
        readonly limits: RoundLimits;
      }
    | {
        /** One model in a process of its own. */
        readonly kind: 'memory';
        readonly model: JobModel;
        readonly batch: number;
      }
  );

export interface Timing {
  /** Index into the job's models. */
  readonly model: number;
  readonly batch: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly p50Low: number;
  readonly p50High: number;
  readonly firstRunMs: number;
  readonly runs: number;
  readonly rounds: number;
  readonly speedUp: SpeedUp | null;
}

/** Said before each step that may crash or hang, so that whoever waits can name the model. */
export interface Doing {
  readonly kind: 'doing';
  /** Null where all models are run in turns. */
  readonly model: string | null;
  readonly what: string;
}

export interface Failed {
  readonly kind: 'failed';
  readonly model: string;
  readonly message: string;
}

export type JobResult =
  | {
      readonly kind: 'timed';
      readonly timings: readonly Timing[];
      /** High-water mark of the process, all its models together. */
      readonly rssBytes: number;
    }
  | { readonly kind: 'peak'; readonly rssBytes: number };

const runsForPeak = 3;

/** Does a job, in a process of its own. */
export async function runJob(
  job: Job,
  engine: Engine,
  say: (doing: Doing) => Promise<void>,
): Promise<JobResult | Failed> {
  let model = '';
  const doing = (name: string, what: string) => {
    model = name;
    return say({ kind: 'doing', model: name, what });
  };
  try {
    if (job.kind === 'time') return await timeModels(job, engine, say, doing);
    await doing(job.model.name, 'loading');
    const session = await engine.open(job.model, job);
    await doing(job.model.name, `running at batch ${job.batch}`);
    const run = session.prepare(feedsOf(job.model, session, job.batch, job.seed));
    for (let i = 0; i < runsForPeak; i += 1) await run();
    return { kind: 'peak', rssBytes: engine.peakRssBytes() };
  } catch (error) {
    return { kind: 'failed', model, message: messageOf(error) };
  }
}

async function timeModels(
  job: Extract<Job, { kind: 'time' }>,
  engine: Engine,
  say: (doing: Doing) => Promise<void>,
  doing: (name: string, what: string) => Promise<void>,
): Promise<JobResult> {
  const cells: { model: number; batch: number; reference: number; run(): Promise<unknown> }[] = [];
  for (const [index, model] of job.models.entries()) {
    await doing(model.name, 'loading');
    const session = await engine.open(model, job);
    for (const [reference, batch] of job.batches.entries()) {
      const run = session.prepare(feedsOf(model, session, batch, job.seed));
      cells.push({ model: index, batch, reference, run });
    }
  }
  const random = new Random(mixSeed(job.seed, 0));
  const tell: RoundTools['say'] = (step) => {
    if (!('first' in step)) return say({ kind: 'doing', model: null, what: 'timing' });
    const cell = cells[step.first];
    const name = job.models[cell?.model ?? 0]?.name ?? '';
    return doing(name, `the first run at batch ${cell?.batch}`);
  };
  const times = await timeRounds(cells, job.limits, {
    now: () => engine.now(),
    random: () => random.uniform(),
    pause: (ms) => engine.pause(ms),
    say: tell,
  });
  const timings = cells.map(({ model, batch, reference }, i): Timing => {
    const { firstRunMs = 0, runsMs = [], roundsMs = [] } = times[i] ?? {};
    const { low, high } = medianInterval(roundsMs);
    return {
      ...{ model, batch, firstRunMs, p50Low: low, p50High: high },
      p50Ms: quantileOf(runsMs, 0.5),
      p95Ms: quantileOf(runsMs, 0.95),
      p99Ms: quantileOf(runsMs, 0.99),
      runs: runsMs.length,
      rounds: roundsMs.length,
      speedUp: i === reference ? null : speedUpOf(roundsMs, times[reference]?.roundsMs ?? []),
    };
  });
  return { kind: 'timed', timings, rssBytes: engine.peakRssBytes() };
}

function feedsOf(model: JobModel, session: EngineSession, batch: number, seed: number): Feed[] {
  return makeFeeds(model.name, session.inputs, batch, {
    seed,
    ...(model.values ? { values: model.values } : {}),
  });
}

/** The first line, without the place in ONNX Runtime's sources that it may begin with. */
export function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [line = message] = message.split('\n');
  return line.replace(/^\/onnxruntime_src\/.* was false\. (?=.)/, '');
}

/** The models of a job, for a message. */
export const subjectOf = (job: Job): string =>
  job.kind === 'memory' ? job.model.name : job.models.map(({ name }) => name).join(', ');
