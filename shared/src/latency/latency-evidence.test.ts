import { expect, test } from 'vitest';
import { latencyEvidence, latencyFloorUs } from './latency-evidence.ts';

test.each([
  [1_000, 5_000],
  [100, 5_000],
  [20, 1_000],
  [1, 50],
])('the floor of a stream with a row every %d ms is %d µs', (periodMs, expected) =>
  expect(latencyFloorUs(periodMs)).toBe(expected),
);

/** Old p95, new p95, what that is at least, floor → what is shown. */
const cases: [string, (number | null)[], number | null, number | null][] = [
  ['both far below the floor', [770, 3_300, 3_300, 5_000], 3_300, 1],
  ['the same without a floor to speak of', [770, 3_300, 3_300, 50], 3_300, 3_300 / 770],
  ['one hiccup', [770, 90_000, 800, 50], 800, 800 / 770],
  ['slow for certain', [770, 40_000, 35_000, 5_000], 35_000, 7],
  ['faster', [40_000, 2_000, 1_500, 5_000], 1_500, 0.125],
  ['above the floor both', [10_000, 31_000, 30_000, 5_000], 30_000, 3],
  ['too few windows', [770, 90_000, null, 5_000], null, null],
  ['no old one', [null, 90_000, 80_000, 5_000], 80_000, null],
  ['nothing measured', [null, null, null, null], null, null],
  ['told by an older agent', [770, 20_000, null, null], 20_000, 4],
  ['told by an older agent, in its jitter', [770, 3_300, null, null], 3_300, 1],
];

test.each(cases)('%s', (_, [before, after, low, floor], atLeastUs, ratio) =>
  expect(
    latencyEvidence({
      ...{ oldLatencyP95Us: before ?? null, newLatencyP95Us: after ?? null },
      ...{ newLatencyLowUs: low ?? null, latencyFloorUs: floor ?? null },
    }),
  ).toEqual({ atLeastUs, ratio }),
);
