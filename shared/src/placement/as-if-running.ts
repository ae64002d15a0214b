import type { Load } from '../protocol/load.ts';
import { processorOf, type VariantProfile } from '../protocol/placement.ts';
import { isSame } from './candidates.ts';
import { clamp } from './known.ts';
import { ownGpuPercent } from './own-gpu.ts';
import type { Placed } from './placement.ts';

/** Of the stream whose recorded load is decided on again. */
interface Subject {
  readonly strideMs: number;
  readonly profiles: readonly VariantProfile[];
}

/**
 * A recorded sample, had `running` run and not `ran`. The recorded use of the GPU holds that of the variant
 * which ran then: it is taken out, and that of the one which runs here is put in.
 */
export function asIfRunning(
  load: Load,
  of: Subject,
  ran: Placed | null,
  running: Placed | null,
): Load {
  if (load.gpuPercent === null) return load;
  const gpuPercent = load.gpuPercent - percentOf(ran, of) + percentOf(running, of);
  return { ...load, gpuPercent: clamp(gpuPercent, 0, 100) };
}

function percentOf(placed: Placed | null, { profiles, strideMs }: Subject): number {
  if (placed === null || processorOf(placed.provider) === 'cpu') return 0;
  const idleUs = profiles.find((one) => isSame(one, placed))?.p50Us ?? null;
  return ownGpuPercent({ idleUs, seenUs: null, clockRatio: null, strideMs });
}
