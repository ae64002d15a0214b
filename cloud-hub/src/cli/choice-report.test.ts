import type { DetectorChoice } from '@lookout/shared/bundle/detector-choice';
import { expect, test } from 'vitest';
import { describeChoice } from './choice-report.ts';

const choice: DetectorChoice = {
  detector: 'windowMean',
  reason: 'window mean: better.',
  judgedOn: 'the last fifth of each recording',
  candidates: [
    {
      detector: 'windowMean',
      injected: 0.93,
      spread: 0.011,
      byKind: { stuck: 0.9, brokenCorrelation: 0.96 },
      labelled: null,
    },
    { detector: 'hybrid', injected: 0.9, spread: 0.02, byKind: { stuck: 0.9 }, labelled: null },
  ],
};

test('detectors stand one below the other with their figures, and the reason last', () => {
  expect(describeChoice(choice).split('\n')).toEqual([
    'Compared on the last fifth of each recording',
    '',
    'AUROC                      injected      ±  stuck  correlation',
    'window mean (Mahalanobis)     0.930  0.011  0.900        0.960',
    'VAE + linear residual         0.900  0.020  0.900            –',
    '',
    'Chosen: window mean: better.',
  ]);
});

test('labelled rows have a column where there are any', () => {
  const candidates = choice.candidates.map((candidate) => ({ ...candidate, labelled: 0.8 }));
  expect(describeChoice({ ...choice, candidates })).toContain('±  labelled  stuck');
});

test('where nothing was compared only the reason is told', () => {
  expect(describeChoice({ ...choice, candidates: [] })).toBe('Chosen: window mean: better.');
});
