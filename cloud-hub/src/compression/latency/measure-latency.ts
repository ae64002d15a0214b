import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LatencyEntry } from '@lookout/shared/profile/latency-table';
import { factsOf, makeEntry } from '@lookout/shared/profile/make-entry';
import { ProfileError } from '@lookout/shared/profile/profile-error';
import { defaultRoundLimits, type RoundLimits } from '@lookout/shared/profile/rounds';
import type { JobModel } from '@lookout/shared/profile/timing-job';
import { measurePeak } from './measure-peak.ts';
import { type ChildModule, ownChild, runInProcess } from './timing-process.ts';

export interface ModelToTime {
  readonly name: string;
  /** The file's bytes, or where it lies; of weights in a second file `fileBytes` knows nothing. */
  readonly model: Uint8Array | string;
  readonly widths?: string;
  readonly bundleId?: string;
  /** What its inputs are filled with, over and over; seeded normal values where nothing is given. */
  readonly values?: Readonly<Record<string, Float32Array>>;
  /** ONNX Runtime's `session.` entries besides the usual ones, such as `disable_quant_qdq: '1'`. */
  readonly sessionConfig?: Readonly<Record<string, string>>;
}

export interface LatencyOptions {
  /** Windows of a run. */
  readonly batches?: readonly number[];
  readonly provider?: string;
  readonly threads?: number;
  readonly seed?: number;
  readonly limits?: Partial<RoundLimits>;
  /** Also the memory of each, which takes a few processes a model. */
  readonly memory?: boolean;
  /** Longest silence of a process before it is ended. */
  readonly stepTimeoutMs?: number;
  readonly child?: ChildModule;
}

/**
 * Times models against each other in one process, in turns, and their memory in processes of their own.
 * @param models the first one is the reference of `speedUp`
 * @returns an entry for each model at each batch, model by model
 * @throws ProfileError `model`, `crashed`, `timeout`, naming the model
 */
export async function measureLatency(
  models: readonly ModelToTime[],
  options: LatencyOptions = {},
): Promise<LatencyEntry[]> {
  const { batches = [1, 32], provider = 'cpu', threads = 1, seed = 1 } = options;
  const { stepTimeoutMs = 60_000, child = ownChild } = options;
  if (models.length === 0 || batches.length === 0) return [];
  const folder = await mkdtemp(join(tmpdir(), 'lookout-latency-'));
  try {
    const jobs: JobModel[] = [];
    for (const [i, { model, ...rest }] of models.entries())
      jobs.push({ ...rest, path: await placed(model, join(folder, `${i}.onnx`)) });
    const limits = { ...defaultRoundLimits, ...options.limits };
    const setting = { provider, threads, seed };
    const how = { stepTimeoutMs, child };
    const reply = await runInProcess(
      { kind: 'time', ...setting, models: jobs, batches, limits },
      how,
    );
    if (reply.kind !== 'timed') throw new ProfileError('model', 'the process did not time models');
    const facts = await Promise.all(
      jobs.map(async ({ name, path }, i) => factsOf(name, await readFile(path), models[i])),
    );
    const peak = options.memory ? measurePeak(folder, setting, how) : null;
    const entries: LatencyEntry[] = [];
    for (const timing of reply.timings) {
      const [fact, job] = [facts[timing.model], jobs[timing.model]];
      if (fact === undefined || job === undefined) continue;
      const bytes = peak === null ? null : await peak(job, timing.batch);
      entries.push(makeEntry(fact, { provider, threads, batch: timing.batch }, timing, bytes));
    }
    return entries;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** By path, as a device loads it: from a buffer it costs more memory. */
async function placed(model: Uint8Array | string, path: string): Promise<string> {
  if (typeof model === 'string') return model;
  await writeFile(path, model);
  return path;
}
