import { clamp } from './known.ts';

/** A detector's use of the GPU, as far as it is known. */
export interface OwnGpu {
  /** p50 of a run on an idle machine, and as observed; µs. */
  readonly idleUs: number | null;
  readonly seenUs: number | null;
  /** Of its highest clock, null where unknown. */
  readonly clockRatio: number | null;
  readonly strideMs: number;
}

/**
 * What a detector takes of the GPU, 0 to 100: a run keeps it busy for its idle p50 (longer at a lower clock),
 * not for the time that it waits there.
 */
export function ownGpuPercent({ idleUs, seenUs, clockRatio, strideMs }: OwnGpu): number {
  if (!(strideMs > 0)) return 0;
  const clock = clamp(clockRatio ?? 1, 0.1, 1);
  const ownUs = idleUs === null ? (seenUs ?? 0) : Math.min(idleUs / clock, seenUs ?? idleUs);
  return clamp((100 * ownUs) / (strideMs * 1000), 0, 100);
}
