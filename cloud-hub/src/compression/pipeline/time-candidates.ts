import { measureCached } from '../latency/measure-cached.ts';
import { measureLatency } from '../latency/measure-latency.ts';
import { deviceLatencies, type NamedModel, type TimedEntry } from './device-latencies.ts';
import type { CompressionTools } from './run-compression.ts';

/** Short: a first look, of many. The winner is timed again, for longer. */
const quick = { minRounds: 8, maxMs: 8_000, narrowTo: 0.03 };
const thorough = { minRounds: 20, maxMs: 12_000, narrowTo: 0.01 };

/** At batch 1: of shapes met before, timed in turns, or as the device's own table has them. */
export async function quickLatencies(
  models: readonly NamedModel[],
  { profile, known, now }: Pick<CompressionTools, 'profile' | 'known' | 'now'>,
): Promise<TimedEntry[]> {
  if (profile) return deviceLatencies(profile.table, models, [1]);
  const options = { batches: [1], limits: quick };
  const entries = known
    ? await measureCached(known, models, { ...options, now })
    : await measureLatency(models, options);
  return entries.map((entry) => ({ ...entry, p99Ms: null, source: 'here' }));
}

/** Timed anew and for longer, with memory, the first model the reference; or all that the device's table has. */
export async function thoroughLatencies(
  models: readonly NamedModel[],
  { profile }: Pick<CompressionTools, 'profile'>,
): Promise<TimedEntry[]> {
  const batches = [1, 32];
  if (profile) return deviceLatencies(profile.table, models, batches);
  const entries = await measureLatency(models, { batches, limits: thorough, memory: true });
  return entries.map((entry) => ({ ...entry, source: 'here' }));
}
