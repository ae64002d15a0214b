import type { LatencyEntry, LatencyTable } from '@lookout/shared/profile/latency-table';
import { shapeKeyOf } from '@lookout/shared/profile/make-entry';
import { latencyOf } from '@lookout/shared/profile/predict';
import { workOf } from '@lookout/shared/profile/work';
import { measureCached } from '../latency/measure-cached.ts';
import { type ModelToTime, measureLatency } from '../latency/measure-latency.ts';
import { CompressionError } from './compression-error.ts';
import type { CompressionTools } from './run-compression.ts';

/** Short: a first look, of many. The winner is timed again, for longer. */
const quick = { minRounds: 8, maxMs: 8_000, narrowTo: 0.03 };
const thorough = { minRounds: 20, maxMs: 12_000, narrowTo: 0.01 };

/** Medians at batch 1 by name: of shapes met before, timed in turns, or as the device's own table has them. */
export async function quickLatencies(
  models: readonly ModelToTime[],
  { profile, known, now }: Pick<CompressionTools, 'profile' | 'known' | 'now'>,
): Promise<ReadonlyMap<string, number>> {
  if (profile)
    return new Map(models.map(({ name, model }) => [name, told(profile.table, name, model)]));
  const options = { batches: [1], limits: quick };
  const entries = known
    ? await measureCached(known, models, { ...options, now })
    : await measureLatency(models, options);
  return new Map(entries.map(({ name, p50Ms }) => [name, p50Ms]));
}

/** Timed anew and for longer, with memory; the first model is the reference. */
export const thoroughLatencies = (models: readonly ModelToTime[]): Promise<LatencyEntry[]> =>
  measureLatency(models, { batches: [1, 32], limits: thorough, memory: true });

function told(profile: LatencyTable, name: string, model: Uint8Array | string): number {
  const bytes = typeof model === 'string' ? null : model;
  const work = bytes && workOf(bytes);
  if (!bytes || !work)
    throw new CompressionError('profile', `what ${name} takes on the device cannot be told`);
  const setting = settingOf(profile);
  return latencyOf(profile, { shapeKey: shapeKeyOf(bytes), work }, setting).p50Ms;
}

function settingOf({ entries }: LatencyTable) {
  const entry = entries.find(({ batch, provider }) => batch === 1 && provider === 'cpu');
  if (!entry)
    throw new CompressionError(
      'profile',
      'the device’s latency table has nothing at batch 1 on the CPU: run "lookout-agent profile --batch 1"',
    );
  return { provider: entry.provider, threads: entry.threads, batch: 1 };
}
