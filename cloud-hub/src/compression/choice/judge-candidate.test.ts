import { expect, test } from 'vitest';
import { judgeCandidate } from './judge-candidate.ts';

const normal = [0, 1, 2, 3];
const fault = (kind: 'noise' | 'drift', ...scores: number[]) => ({ kind, scores });

test('every kind counts alike, however many faults there are of it', () => {
  const faults = [fault('noise', 9), fault('noise', 9), fault('noise', 9), fault('drift', 1.5)];
  expect(judgeCandidate('vae', { normal, faults, labelled: null })).toMatchObject({
    detector: 'vae',
    byKind: { noise: 1, drift: 0.5 },
    injected: 0.75,
    labelled: null,
  });
});

test('rows labelled anomalous are ranked against the same normal ones', () => {
  const judged = judgeCandidate('vae', { normal, faults: [fault('noise', 9)], labelled: [0.5, 9] });
  expect(judged.labelled).toBeCloseTo((1 / 4 + 1) / 2);
});

test.each([
  ['does not move', [9, 9, 9, 9, 9, 9, 9, 9, 9, 9], 0],
  // Shares of .25, .5, .75, 1 and 0: their standard deviation.
  ['moves', [0.5, 1.5, 2.5, 9, -1, 0.5, 1.5, 2.5, 9, -1], Math.sqrt(0.625 / 4)],
])('the spread tells how far the draw of the faults %s the figure', (_name, scores, spread) => {
  const faults = scores.map((score) => fault('noise', score));
  expect(judgeCandidate('vae', { normal, faults, labelled: null }).spread).toBeCloseTo(spread);
});
