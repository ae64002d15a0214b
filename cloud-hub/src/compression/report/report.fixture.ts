import { aBundleEvaluation, anEvaluation } from './evaluation.fixture.ts';
import type { ReportData } from './report-data.ts';

const curve = [
  { x: 0, y: 0 },
  { x: 0.1, y: 0.8 },
  { x: 1, y: 1 },
];

/** A report on one recording with a fault that was found, one that was missed and a false alarm. */
export function aReport(changes: Partial<ReportData> = {}): ReportData {
  const one = anEvaluation(0.8, 0.9);
  return {
    name: 'pump',
    evaluation: aBundleEvaluation(one, [{ path: '/data/a.csv', ...one }]),
    files: [
      {
        path: 'a.csv',
        rows: 100,
        bands: [
          { row: 9, low: 0, high: 1, follows: false },
          { row: 10, low: 1, high: 40, follows: true },
          { row: 60, low: 1, high: 1, follows: false },
        ],
        levels: [
          { x: 9, y: 4 },
          { x: 99, y: 5 },
        ],
        alerts: [
          { raisedRow: 12, clearedRow: 20 },
          { raisedRow: 70, clearedRow: null },
        ],
        faults: [
          {
            firstRow: 10,
            lengthRows: 5,
            outcome: 'found',
            delayRows: 2,
            peak: 40,
            channels: [{ name: 'pressure', share: 0.8 }],
          },
          {
            firstRow: 40,
            lengthRows: 3,
            outcome: 'missed',
            delayRows: null,
            peak: 1,
            channels: [],
          },
        ],
        falseAlarms: [
          { raisedRow: 70, clearedRow: null, peak: 9, channels: [{ name: 'flow', share: 0.6 }] },
        ],
      },
    ],
    curves: [
      { title: 'VAE + linear residual', roc: curve, pr: curve },
      { title: 'PCA T²', roc: curve, pr: curve },
    ],
    tail: [
      { stated: 0.1, level: 2, realised: 0.2, low: 0.15, high: 0.3 },
      { stated: 0.01, level: 5, realised: 0, low: 0, high: 0.02 },
    ],
    cost: {
      costs: { perFalseAlarm: 2, perMiss: 300 },
      curve: {
        points: [
          { level: 1, falseAlarms: 9, missed: 0, cost: 18 },
          { level: 5, falseAlarms: 0, missed: 2, cost: 600 },
        ],
        cheapest: { level: 1, falseAlarms: 9, missed: 0, cost: 18 },
      },
      events: 2,
      days: 0.5,
      own: { falseAlarms: 1, missed: 1, cost: 302 },
    },
    method: {
      bundleId: 'b'.repeat(64),
      variant: 'fp32',
      architecture: 'dense',
      seed: 1,
      trainedAt: 1_700_000_000_000,
      reportedAt: 1_700_086_400_000,
      windowLength: 10,
      periodMs: 1000,
      channels: ['pressure', 'flow'],
      label: 'anomaly',
      raiseLevel: 4,
      alarmsPerDay: 1,
      calibrationWindows: 500,
      blockLength: 50,
      resamples: 1000,
      vusBuffer: 20,
      trainedOn: [{ file: 'normal.csv', sha256: '1'.repeat(64), rows: 2000 }],
      measuredOn: [{ file: '/data/a.csv', sha256: '2'.repeat(64), rows: 100 }],
    },
    ...changes,
  };
}
