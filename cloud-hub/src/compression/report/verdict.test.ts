import { expect, test } from 'vitest';
import { aBundleEvaluation, anEvaluation } from './evaluation.fixture.ts';
import { verdict } from './verdict.ts';

const of = (auroc: number | null, pcaT2: number | null, interval: [number, number] | null) =>
  verdict(
    aBundleEvaluation(
      anEvaluation(auroc, pcaT2),
      [],
      interval && {
        baseline: 'pcaT2',
        value: (auroc ?? 0) - (pcaT2 ?? 0),
        low: interval[0],
        high: interval[1],
      },
    ),
  );

test.each<[string, number, number, [number, number] | null, string]>([
  [
    'worse',
    0.8,
    0.9,
    [-0.15, -0.05],
    'A plain statistic does better here than the detector (VAE + linear residual): PCA T², AUROC 0.900 against 0.800; difference −0.100, 95 % −0.150 to −0.050.',
  ],
  [
    'worse, perhaps',
    0.8,
    0.9,
    [-0.2, 0.01],
    'A plain statistic does better here than the detector (VAE + linear residual): PCA T², AUROC 0.900 against 0.800; difference −0.100, 95 % −0.200 to +0.010. These recordings are too few to be sure of it.',
  ],
  [
    'within noise',
    0.8,
    0.803,
    [-0.01, 0.01],
    'The best plain statistic is as good here as the detector (VAE + linear residual): PCA T², AUROC 0.803 against 0.800; difference −0.003, 95 % −0.010 to +0.010.',
  ],
  [
    'better',
    0.9,
    0.8,
    [0.05, 0.15],
    'The detector (VAE + linear residual) does better here than every plain statistic; the best is PCA T², AUROC 0.800 against 0.900; difference +0.100, 95 % +0.050 to +0.150.',
  ],
  [
    'better, with no interval to be sure by',
    0.9,
    0.8,
    null,
    'The detector (VAE + linear residual) does better here than every plain statistic; the best is PCA T², AUROC 0.800 against 0.900. These recordings are too few to be sure of it.',
  ],
])('the detector is %s', (_, auroc, pcaT2, interval, words) => {
  expect(of(auroc, pcaT2, interval)).toBe(words);
});

test('one class says nothing, and no labels even less', () => {
  const none = aBundleEvaluation(anEvaluation(null, null));
  expect(verdict(none)).toContain('of one class only');
  expect(verdict({ ...none, labelled: false })).toContain('have no labels');
});

test('a kind of detector that is newer than this program is called by its own name', () => {
  const newer = { ...aBundleEvaluation(anEvaluation(0.9, 0.5)), detector: 'transformer' };
  expect(verdict(newer)).toContain('The detector (transformer)');
});
