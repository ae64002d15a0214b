import { findEntry, type LatencyTable, type Setting } from '@lookout/shared/profile/latency-table';
import { shapeKeyOf } from '@lookout/shared/profile/make-entry';
import { latencyOf } from '@lookout/shared/profile/predict';
import { ProfileError } from '@lookout/shared/profile/profile-error';
import { workOf } from '@lookout/shared/profile/work';
import type { LatencySource } from '../report/compression/compression-report-data.ts';
import { CompressionError } from './compression-error.ts';

/** What is known of a model's latency, and from where. */
export interface TimedEntry {
  readonly name: string;
  readonly batch: number;
  readonly p50Ms: number;
  /** Null where it was predicted, or not timed for long enough. */
  readonly p99Ms: number | null;
  readonly peakRssBytes: number | null;
  readonly source: LatencySource;
}

export interface NamedModel {
  readonly name: string;
  readonly model: Uint8Array;
}

/**
 * What a device's own table says of models: measured, where one of the same shape is in it, else predicted
 * from those that are. What it cannot tell is left out: too few were timed, or none with work of its kind.
 * @throws CompressionError `profile` where the table has nothing to go by at all
 */
export function deviceLatencies(
  table: LatencyTable,
  models: readonly NamedModel[],
  batches: readonly number[],
): TimedEntry[] {
  const own = settingOf(table);
  return models.flatMap(({ name, model }) =>
    batches.flatMap((batch) => {
      const told = toldOf(table, model, { ...own, batch });
      return told ? [{ name, batch, ...told }] : [];
    }),
  );
}

function toldOf(
  table: LatencyTable,
  model: Uint8Array,
  setting: Setting,
): Omit<TimedEntry, 'name' | 'batch'> | null {
  const shapeKey = shapeKeyOf(model);
  const entry = findEntry(table, shapeKey, setting);
  if (entry) {
    const { p50Ms, p99Ms, peakRssBytes } = entry;
    return { p50Ms, p99Ms, peakRssBytes, source: 'device' };
  }
  const work = workOf(model);
  if (!work) return null;
  try {
    const { p50Ms, unseen } = latencyOf(table, { shapeKey, work }, setting);
    if (unseen.length > 0 || p50Ms <= 0) return null;
    return { p50Ms, p99Ms: null, peakRssBytes: null, source: 'predicted' };
  } catch (error) {
    if (error instanceof ProfileError && error.code === 'tooFewEntries') return null;
    throw error;
  }
}

function settingOf({ entries }: LatencyTable): Setting {
  const entry = entries.find(({ batch, provider }) => batch === 1 && provider === 'cpu');
  if (!entry)
    throw new CompressionError(
      'profile',
      'the device’s latency table has nothing at batch 1 on the CPU: run "lookout-agent profile --batch 1"',
    );
  return { provider: entry.provider, threads: entry.threads, batch: 1 };
}
