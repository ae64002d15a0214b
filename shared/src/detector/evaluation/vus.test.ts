import { expect, test } from 'vitest';
import { volumeUnderSurface, vusPr, vusRoc } from './vus.ts';

/**
 * Worked out by hand. Four windows, the second anomalous, L = 2, a threshold at each of the four ranks;
 * the third window, which lies in the buffer, scores highest.
 *
 * ℓ = 0 and ℓ = 1 have no buffer (⌊ℓ/2⌋ = 0). Alarms in turn: window 3 (normal), 2 (the event), 4, 1:
 *   TPR 0, 1, 1, 1; FPR 1/3, 1/3, 2/3, 1; precision 0, 1/2, 1/3, 1/4 → ROC 2/3, PR 1/2
 * ℓ = 2: windows 1 and 3 weigh h = √(1 - 1/2).
 *   alarm 3: TP = h, P' = 1 + h/2, TPR = h/(1 + h/2), FPR = (1 - h)/(4 - P'), precision = h
 *   alarm 2: TP = 1 + h, P' = 1 + h/2, TPR = min(1.26, 1) = 1, FPR as before, precision = (1 + h)/2
 *   alarms 4 and 1 add nothing: TPR stays 1
 *   ROC = FPR·TPR/2 + (1 - FPR), PR = TPR·h + (1 - TPR)·(1 + h)/2
 */
test('four windows, worked out by hand', () => {
  const h = Math.sqrt(1 / 2);
  const tpr = h / (1 + h / 2);
  const fpr = (1 - h) / (3 - h / 2);
  const buffered = { roc: (fpr * tpr) / 2 + 1 - fpr, pr: tpr * h + ((1 - tpr) * (1 + h)) / 2 };
  const volume = volumeUnderSurface([1, 3, 4, 2], [0, 1, 0, 0], { buffer: 2, thresholds: 4 });
  expect(volume?.vusRoc).toBeCloseTo((2 / 3 + 2 / 3 + buffered.roc) / 3, 12);
  expect(volume?.vusPr).toBeCloseTo((1 / 2 + 1 / 2 + buffered.pr) / 3, 12);
});

/**
 * Existence: two events, only one of them ever scores above the normal windows, no buffer (L = 0).
 * Alarms in turn: window 1 (event A), 3 (normal), 4 (event B), 2 (normal).
 *   TP 1, 1, 2, 2 of P = 2; found 1/2, 1/2, 1, 1 of the events
 *   TPR = 1/2·1/2 = 1/4, 1/4, 1, 1; FPR 0, 1/2, 1/2, 1; precision 1, 1/2, 2/3, 1/2
 *   ROC = (1/2)(1/4) + (1/2)(1) = 5/8; PR = 1/4·1 + 3/4·2/3 = 3/4
 */
test('an event that is not found costs the recall of the others', () => {
  const options = { buffer: 0, thresholds: 4 };
  expect(volumeUnderSurface([4, 1, 3, 2], [1, 0, 0, 1], options)).toEqual({
    vusRoc: 5 / 8,
    vusPr: 3 / 4,
  });
});

/** Figures of the published definition, run independently in numpy over the same made-up numbers. */
test.each<[string, number, [number, number][], number, boolean, number[]]>([
  [
    'events at both edges',
    60,
    [
      [0, 3],
      [50, 59],
    ],
    8,
    false,
    [0.9544597292560163, 0.9104192201970385, 0.17338641416106315, 0.17038315449993507],
  ],
  [
    'buffers that meet, and ties',
    80,
    [
      [20, 24],
      [30, 31],
      [60, 60],
    ],
    12,
    true,
    [0.9719864794658123, 0.7630378854212665, 0.49453115378129514, 0.19216732371717982],
  ],
  [
    'more windows than thresholds',
    400,
    [
      [50, 89],
      [200, 219],
      [300, 301],
    ],
    20,
    false,
    [0.9529828361050999, 0.8636093553103347, 0.2416778574174471, 0.1240877773013443],
  ],
])('as the reference: %s', (_, count, events, buffer, ties, [roc, pr, lowRoc, lowPr]) => {
  const labels = new Uint8Array(count);
  for (const [first, last] of events) labels.fill(1, first, last + 1);
  const scores = parkMiller(count).map((u, i) => u + 0.6 * (labels[i] ?? 0));
  const used = ties ? scores.map((score) => Math.floor(10 * score)) : scores;
  const low = used.map((score) => -score);
  expect(vusRoc(used, labels, { buffer })).toBeCloseTo(roc ?? 0, 10);
  expect(vusPr(used, labels, { buffer })).toBeCloseTo(pr ?? 0, 10);
  expect(vusRoc(low, labels, { buffer })).toBeCloseTo(lowRoc ?? 0, 10);
  expect(vusPr(low, labels, { buffer })).toBeCloseTo(lowPr ?? 0, 10);
});

/** xₙ₊₁ = 16807·xₙ mod 2³¹ - 1, easily had in any language. */
function parkMiller(count: number): number[] {
  let state = count;
  return Array.from({ length: count }, () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647;
  });
}

test('a buffer never leaves its recording', () => {
  const labels = [0, 0, 0, 1, 0, 0, 0, 0];
  const late = [0, 0, 0, 5, 9, 0, 0, 0];
  const options = { buffer: 4 };
  const within = vusPr(late, labels, options);
  const beyond = vusPr(late, labels, { ...options, runs: [4, 4] });
  expect(beyond).toBeLessThan(within ?? 0);
  // Without a window beside it in its own recording, the event has no buffer after it at all.
  const other = vusPr([0, 0, 0, 5, 0, 0, 0, 9], labels, { ...options, runs: [4, 4] });
  expect(beyond).toBeCloseTo(other ?? 0, 12);
});

test.each([[[0, 0, 0]], [[1, 1, 1]]])('labels %j: one class says nothing', (labels) => {
  expect(volumeUnderSurface([1, 2, 3], labels, { buffer: 2 })).toBeNull();
});

test('events at the seam of two recordings stay two: their order does not matter', () => {
  const options = { buffer: 4, runs: [4, 4] };
  // The first event is found, the second scores below everything.
  const seam = vusPr([1, 2, 3, 9, 0, 4, 5, 6], [0, 0, 0, 1, 1, 0, 0, 0], options);
  const apart = vusPr([0, 4, 5, 6, 1, 2, 3, 9], [1, 0, 0, 0, 0, 0, 0, 1], options);
  expect(seam).toBeCloseTo(apart ?? 0, 12);
});
