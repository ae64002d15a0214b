import type { DetectorKind } from '@lookout/shared/detector/detector-kind';
import { assembleDetector } from '../bundle/assemble-detector.ts';
import { fitStatistics } from '../bundle/fit-statistics.ts';
import { simulatedRecording } from '../bundle/loop.fixture.ts';
import { chooseTrainingRows } from '../bundle/training-rows.ts';
import { injectedRecordings } from './injected-recordings.ts';
import type { JudgingSet } from './judging-set.ts';

const windowLength = 10;
const recordings = [simulatedRecording(2400)];
const rows = chooseTrainingRows(recordings, windowLength);

/** A small network on the simulated loop; fitted in a second or two. */
export const fitLoop = (hidden: readonly number[], steps = 150) =>
  fitStatistics(rows, {
    windowLength,
    channelNames: Array.from({ length: recordings[0]?.channels ?? 0 }, (_, i) => `channel ${i}`),
    seed: 1,
    network: { hidden, latent: 4, steps },
    needsNetwork: true,
  });

export type FittedLoop = Awaited<ReturnType<typeof fitLoop>>;

export const loopDetector = (fitted: FittedLoop, kind: DetectorKind) =>
  assembleDetector(fitted, kind, 0.01);

/** Judged on faults injected into later rows than those learned from. */
export const loopSet = ({ scaling }: FittedLoop): JudgingSet => ({
  windowLength,
  periodMs: 1000,
  scaling,
  calibrate: rows.calibrate,
  judge: injectedRecordings([simulatedRecording(1200, { run: 2 })], {
    windowLength,
    seed: 1,
    rows: 4000,
  }),
  source: 'injected',
});
