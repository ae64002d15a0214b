import type { Recording } from '@lookout/shared/detector/recording';
import { simulatedChannels, simulateRows } from '@lookout/shared/simulator/simulate-rows';
import { trainBundle } from '../../compression/bundle/train-bundle.ts';
import { demoPeriodMs, demoSeeds } from './fleet.ts';

/** Stretches of different weather and load that the detector learns of every unit, and their length. */
const stretches = 24;
const rowsPerStretch = 250; // two minutes
/** Devices simulate runs that begin with their clock, so no live row is one that was learned. */
const firstTrainingRun = 10_000;
/** Fourteen windows a second are judged in the whole fleet, and normal ones must not alarm once a day. */
const falseAlarmRate = 1e-7;

const normalRecordings = (): Recording[] =>
  demoSeeds.flatMap((seed) =>
    Array.from({ length: stretches }, (_, stretch) =>
      recordingOf(seed, firstTrainingRun + stretch),
    ),
  );

function recordingOf(seed: number, run: number): Recording {
  const channels = simulatedChannels.length;
  const rows = simulateRows({ seed, run, rows: rowsPerStretch, periodMs: demoPeriodMs });
  const values = new Float64Array(rows.length * channels);
  rows.forEach((row, i) => {
    values.set(row, i * channels);
  });
  const breakBefore = new Uint8Array(rows.length);
  breakBefore[0] = 1;
  return { rows: rows.length, channels, values, breakBefore, labels: null };
}

/** Trains the demonstration detector on simulated normal operation; `onProgress` is told 0 to 1. */
export const trainDemoDetector = (
  createdAt: number,
  onProgress: (share: number) => void,
  signal: AbortSignal,
) =>
  trainBundle(
    {
      name: 'water-loop',
      recordings: normalRecordings(),
      channels: [...simulatedChannels],
      periodMs: demoPeriodMs,
      windowLength: 10,
      architecture: 'dense',
      seed: 1,
      falseAlarmRate,
      data: [],
      createdAt,
    },
    ({ step, steps }) => onProgress(step / steps),
    signal,
  );
