import type { InstallFigures } from '../protocol/release-phase.ts';

/** A window of so many µs costs nothing, however slow its stream is. */
const mostFloorUs = 5_000;
/** And of so much of the time until the next one. */
const floorShare = 0.05;

/**
 * Below it a ratio of latencies means nothing: a model of some µs on a busy machine jitters by milliseconds. A
 * twentieth of the stream's deadline, which is when the next window comes, and 5 ms at most.
 *
 * @param periodMs from row to row: the windows' stride is one row
 */
export const latencyFloorUs = (periodMs: number): number =>
  Math.min(mostFloorUs, floorShare * 1000 * periodMs);

type Measured = Pick<
  InstallFigures,
  'oldLatencyP95Us' | 'newLatencyP95Us' | 'newLatencyLowUs' | 'latencyFloorUs'
>;

export interface LatencyEvidence {
  /** The new bundle's p95 is at least so many µs; null: not known yet. */
  readonly atLeastUs: number | null;
  /** And at least so many times the old one's, both taken as the floor where they lie below it. */
  readonly ratio: number | null;
}

/**
 * What the windows show of a new bundle's latency. The device judges a trial by it and the hub a wave. The old
 * bundle is taken at its plain p95: it was measured on the same windows in the shadow, at another time in the trial,
 * and what happened to the machine meanwhile must not be laid to the new one.
 */
export function latencyEvidence(figures: Measured): LatencyEvidence {
  const { oldLatencyP95Us, newLatencyP95Us, newLatencyLowUs } = figures;
  // An agent from before the bound and the floor tells neither.
  const isOlder = figures.latencyFloorUs === null;
  const floorUs = figures.latencyFloorUs ?? mostFloorUs;
  const atLeastUs = isOlder ? newLatencyP95Us : newLatencyLowUs;
  if (atLeastUs === null || oldLatencyP95Us === null) return { atLeastUs, ratio: null };
  return { atLeastUs, ratio: Math.max(atLeastUs, floorUs) / Math.max(oldLatencyP95Us, floorUs) };
}
