import { expect, test } from 'vitest';
import { auprc, auroc } from './ranking.ts';

test.each<[string, number[], number[], number, number]>([
  ['perfect', [1, 2, 3, 4], [0, 0, 1, 1], 1, 1],
  ['inverted', [4, 3, 2, 1], [0, 0, 1, 1], 0, (1 / 3 + 2 / 4) / 2],
  ['all equal: chance, whatever the order', [5, 5, 5, 5], [1, 0, 0, 1], 0.5, 0.5],
  // Values of scikit-learn 1.7.
  [
    'ties within and between the classes',
    [0.1, 0.4, 0.4, 0.8, 0.4, 0.9, 0.2, 0.8, 0.3, 0.4],
    [0, 0, 1, 1, 0, 1, 0, 0, 1, 1],
    0.7,
    0.6869047619047619,
  ],
])('%s', (_, scores, labels, roc, precisionRecall) => {
  expect(auroc(scores, labels)).toBeCloseTo(roc, 12);
  expect(auprc(scores, labels)).toBeCloseTo(precisionRecall, 12);
});

test.each([[[]], [[0, 0]], [[1, 1]]])('labels %j leave a class out', (labels) => {
  const scores = labels.map((_, i) => i);
  expect([auroc(scores, labels), auprc(scores, labels)]).toEqual([null, null]);
});
