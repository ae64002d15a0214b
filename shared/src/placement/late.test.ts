import { expect, test } from 'vitest';
import { lateShare, spreadOf, spreadUnderLoad } from './late.ts';

test.each([
  ['p95 is the deadline: a twentieth', 1_000, 0.1, 1_000, 0.05],
  ['p50 is the deadline: half', 1_000 * Math.exp(0.1645), 0.1, 1_000, 0.5],
  ['p95 a fifth past it, hardly varying: three quarters', 1_200, 0.08, 1_000, 0.737],
  ['p95 at 70 %: none to speak of', 700, 0.1, 1_000, 0],
  ['p95 at twice the deadline: all', 2_000, 0.1, 1_000, 1],
])('%s', (_, p95Us, spread, deadlineUs, share) =>
  expect(lateShare(p95Us, spread, deadlineUs)).toBeCloseTo(share, 3),
);

test('the spread comes of two percentiles, never none, and grows with what is waited for', () => {
  expect(spreadOf(900, 900 * Math.exp(1.645 * 0.2))).toBeCloseTo(0.2, 6);
  expect(spreadOf(1_000, 1_000)).toBe(0.05);
  expect(spreadUnderLoad(0.1, 1)).toBeCloseTo(0.1, 6);
  expect(spreadUnderLoad(0.1, 10)).toBeGreaterThan(0.2);
});
