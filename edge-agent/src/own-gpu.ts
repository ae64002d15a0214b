import { ownGpuPercent } from '@lookout/shared/placement/own-gpu';
import type { Load } from '@lookout/shared/protocol/load';

/** A stream whose detector runs on a GPU. */
export interface GpuStream {
  readonly stream: string;
  readonly strideMs: number;
  /** p50 of a run as it was measured; null where it was not. */
  readonly idleUs: number | null;
}

/** What the detectors of this device take of its GPU together, in percent. */
export function ownGpuOf(streams: readonly GpuStream[], load: Load): number {
  const shares = streams.map(({ stream, strideMs, idleUs }) => {
    const seen = load.streams.find((one) => one.stream === stream && one.provider !== 'cpu');
    const seenUs = seen?.p50Us ?? null;
    return ownGpuPercent({ idleUs, seenUs, clockRatio: load.gpuClockRatio, strideMs });
  });
  return shares.reduce((sum, share) => sum + share, 0);
}
