import type { Load } from '../protocol/load.ts';
import { processorOf, type VariantProfile } from '../protocol/placement.ts';
import { isSame } from './candidates.ts';
import { clamp } from './known.ts';
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
  const gpuPercent = load.gpuPercent - ownGpuPercent(ran, of) + ownGpuPercent(running, of);
  return { ...load, gpuPercent: clamp(gpuPercent, 0, 100) };
}

function ownGpuPercent(placed: Placed | null, { profiles, strideMs }: Subject): number {
  if (placed === null || processorOf(placed.provider) === 'cpu') return 0;
  const p50Us = profiles.find((one) => isSame(one, placed))?.p50Us ?? 0;
  return clamp((100 * p50Us) / (strideMs * 1000), 0, 100);
}
