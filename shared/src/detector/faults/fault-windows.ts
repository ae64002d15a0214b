import type { Recording } from '../recording.ts';
import { gatherWindows } from '../windows.ts';
import type { ChannelLevel } from './channel-level.ts';
import { injectPlanned, type PlannedFault } from './fault-plan.ts';

/** Last rows of the windows that end while a fault lasts. */
export const endsDuring = ({
  fromRow,
  toRow,
}: Pick<PlannedFault, 'fromRow' | 'toRow'>): Int32Array =>
  Int32Array.from({ length: toRow - fromRow }, (_, i) => fromRow + i);

/** The windows that end while a fault lasts, with it injected: [toRow - fromRow, windowLength, channels]. */
export function faultyWindows(
  recordings: readonly Recording[],
  fault: PlannedFault,
  windowLength: number,
  levels: readonly ChannelLevel[],
): Float32Array {
  const faulty = injectPlanned(recordings, fault, levels);
  return gatherWindows(faulty, endsDuring(fault), windowLength);
}
