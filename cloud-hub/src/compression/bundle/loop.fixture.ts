import type { Recording } from '@lookout/shared/detector/recording';
import {
  type FaultSpan,
  simulatedChannels,
  simulateRows,
} from '@lookout/shared/simulator/simulate-rows';
import type { TrainBundleRequest } from './train-bundle.ts';

/** Rows of the simulated water loop; rows of a fault are labelled. */
export function simulatedRecording(
  rows: number,
  { run = 1, faults = [] }: { run?: number; faults?: readonly FaultSpan[] } = {},
): Recording {
  const values = simulateRows({ seed: 1, run, rows, periodMs: 1000, faults });
  const labels = new Uint8Array(rows);
  for (const { fromRow, toRow } of faults) labels.fill(1, fromRow, toRow);
  const breakBefore = new Uint8Array(rows);
  breakBefore[0] = 1;
  const channels = simulatedChannels.length;
  return {
    rows,
    channels,
    values: Float64Array.from(values.flatMap((row) => [...row])),
    breakBefore,
    labels: faults.length > 0 ? labels : null,
  };
}

/** A request that trains in a second or two. */
export const quickRequest = (recordings: readonly Recording[]): TrainBundleRequest => ({
  name: 'loop',
  recordings,
  channels: [...simulatedChannels],
  periodMs: 1000,
  windowLength: 10,
  architecture: 'dense',
  seed: 1,
  falseAlarmRate: 0.01,
  network: { hidden: [32], latent: 4, steps: 150 },
  data: [],
  createdAt: 1_700_000_000_000,
});
