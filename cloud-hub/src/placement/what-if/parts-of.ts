import { ranOf } from '@lookout/shared/placement/placed';
import type { Placed } from '@lookout/shared/placement/placement';
import type { Recorded } from '@lookout/shared/placement/replay';
import type { VariantProfile } from '@lookout/shared/protocol/placement';
import type { LoadColumns } from '../load/load.repository.ts';
import { slotMs } from '../load/load-slot.ts';

/** A stream whose stored load can be replayed. */
export interface ReplayedStream {
  readonly device: string;
  readonly stream: string;
  readonly strideMs: number;
  readonly cpuCount: number;
  /** As it stands now. */
  readonly release: string | null;
  readonly profiles: readonly VariantProfile[];
}

/** What a device had measured, from this time on. */
export interface ProfilesThen {
  /** Ms UTC, hub's clock. */
  readonly at: number;
  readonly release: string | null;
  readonly profiles: readonly VariantProfile[];
}

/** Stored samples over which the same was known of the stream. */
export interface Part {
  readonly of: Recorded;
  /** Of the samples; `end` is not in it. */
  readonly begin: number;
  readonly end: number;
  /** Nothing is kept of what was known then: these are the first profiles that are known. */
  readonly isAssumed: boolean;
}

/**
 * Stored samples with the profiles that were in force. Where none was measured, as just after a release was
 * installed, nothing can be decided: such samples are in no part.
 * @param kept the oldest first; empty: what stands now is all that is known
 */
export function partsOf(
  stream: ReplayedStream,
  samples: LoadColumns,
  kept: readonly ProfilesThen[],
): Part[] {
  const known = kept.length > 0 ? kept : [{ ...stream, at: Number.POSITIVE_INFINITY }];
  // A half minute in which something was measured is replayed with that.
  const beginOf = (at: number) => {
    const found = samples.at.findIndex((sampleAt) => sampleAt + slotMs > at);
    return found < 0 ? samples.at.length : found;
  };
  const first = beginOf(known[0]?.at ?? 0);
  return known.flatMap((then, i) => {
    const begin = beginOf(then.at);
    const end = beginOf(known[i + 1]?.at ?? Number.POSITIVE_INFINITY);
    const stretches =
      i === 0
        ? [
            { begin: 0, end: first, isAssumed: true },
            { begin, end, isAssumed: false },
          ]
        : [{ begin, end, isAssumed: false }];
    return then.profiles.length === 0
      ? []
      : stretches
          .filter((one) => one.begin < one.end)
          .map((one) => ({ ...one, of: recordedOf(stream, then, samples, one.begin) }));
  });
}

const recordedOf = (
  { stream, strideMs, cpuCount }: ReplayedStream,
  { release, profiles }: Omit<ProfilesThen, 'at'>,
  samples: LoadColumns,
  begin: number,
): Recorded => ({
  ...{ stream, strideMs, cpuCount, release, profiles },
  running: ranAt(samples, begin, stream),
});

/** What the stream ran in the i-th half minute; null: nothing, or nothing was told. */
export function ranAt({ columns }: LoadColumns, i: number, stream: string): Placed | null {
  const own = columns.streams[i]?.find((one) => one.stream === stream);
  return own === undefined ? null : ranOf(own);
}
