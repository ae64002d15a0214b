import { expect, test } from 'vitest';
import { Random } from '../simulator/random.ts';
import { latencyEvidence, latencyFloorUs } from './latency-evidence.ts';
import { p95AtLeast } from './p95-at-least.ts';

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

interface Machine {
  readonly usualUs: number;
  /** Share of the windows in which the scheduler takes 1 to 12 ms. */
  readonly hiccups: number;
}

/** How often, of 2,000 trials of `windows`, the new bundle is shown to be more than three times as slow. */
function shareShown(windows: number, old: Machine, fresh: Machine, periodMs: number): number {
  const random = new Random(7);
  const timesOf = ({ usualUs, hiccups }: Machine) =>
    Array.from({ length: windows }, () => {
      const hiccupUs = random.uniform() < hiccups ? 1_000 + 11_000 * random.uniform() : 0;
      return usualUs * Math.exp(0.2 * random.normal()) + hiccupUs;
    });
  const p95 = (times: readonly number[]): number =>
    times.toSorted((a, b) => a - b)[Math.ceil(0.95 * windows) - 1] ?? 0;
  let shown = 0;
  for (let trial = 0; trial < 2_000; trial++) {
    const [before, after] = [timesOf(old), timesOf(fresh)];
    const { ratio } = latencyEvidence({
      ...{ oldLatencyP95Us: p95(before), newLatencyP95Us: p95(after) },
      ...{ newLatencyLowUs: p95AtLeast(after), latencyFloorUs: latencyFloorUs(periodMs) },
    });
    if (ratio !== null && ratio > 3) shown += 1;
  }
  return shown / 2_000;
}

const calm = (usualUs: number): Machine => ({ usualUs, hiccups: 0.02 });
const busy = (usualUs: number): Machine => ({ usualUs, hiccups: 0.1 });

// By the plain p95s it was 55 %, 55 %, 97 % and 99 %.
test.each([
  ['a harmless one while the machine got busier', 10, calm(100), busy(100), 1_000, 0, 0.001],
  ['and on a stream with 20 ms for a window', 10, calm(100), busy(100), 20, 0, 0.06],
  ['one that is ten times as slow', 10, calm(3_000), calm(30_000), 1_000, 0.9, 1],
  ['four times, on a busy machine', 50, calm(10_000), busy(40_000), 1_000, 0.95, 1],
] as const)('%s', (_, windows, old, fresh, periodMs, least, most) => {
  const share = shareShown(windows, old, fresh, periodMs);
  expect(share).toBeGreaterThanOrEqual(least);
  expect(share).toBeLessThanOrEqual(most);
});
