import { expect, test } from 'vitest';
import { firstPace, nextWindow, type Pace, timeoutMs } from './pace.ts';
import { rangesOf } from './ranges.ts';

/** Rounds over a link that is nothing but delay and rate. */
function over(bytesPerSecond: number, delayMs: number, rounds: number): Pace {
  let pace = firstPace;
  for (let i = 0; i < rounds; i++) {
    const bytes = pace.units * 4096;
    const firstBytes = pace.unitsPerBlock * 4096;
    const after = (count: number) => delayMs + (1000 * count) / bytesPerSecond;
    pace = nextWindow(pace, {
      ...{ kind: 'came', askedAgain: false, complete: true, bytes, firstBytes },
      ...{ firstMs: after(firstBytes), lastMs: after(bytes) },
    });
  }
  return pace;
}

test.each([
  [8_000, 600, 1, 1],
  [64_000, 600, 15, 1],
  [1_000_000, 20, 244, 16],
  [100_000_000, 1, 512, 16],
])('at %d bytes/s and %d ms it settles at %d units, %d a block', (rate, delay, units, perBlock) => {
  const pace = over(rate, delay, 12);
  expect([pace.units, pace.unitsPerBlock]).toEqual([units, perBlock]);
});

test('a burst at most doubles it', () => {
  const burst = { firstBytes: 4096, firstMs: 900, lastMs: 900, bytes: 8192 };
  const round = { kind: 'came', askedAgain: false, complete: true, ...burst } as const;
  expect(nextWindow(firstPace, round).units).toBe(4);
});

test('silence halves it and waits twice as long, up to a minute; what comes ends that', () => {
  const settled = over(64_000, 600, 12);
  const once = nextWindow(settled, { kind: 'silent' });
  expect(once.units).toBe(7);
  expect(timeoutMs(once)).toBe(2 * timeoutMs(settled));
  let pace = once;
  for (let i = 0; i < 20; i++) pace = nextWindow(pace, { kind: 'silent' });
  expect([pace.units, timeoutMs(pace)]).toEqual([1, 60_000]);
  const late = { firstMs: 50_000, lastMs: 50_000, bytes: 4096, firstBytes: 4096 };
  const after = nextWindow(pace, { kind: 'came', askedAgain: true, complete: true, ...late });
  // What answers one of several requests says nothing of the link's delay.
  expect(timeoutMs(after)).toBe(timeoutMs(settled));
});

test('numbers become ranges', () => {
  expect(rangesOf([0, 1, 2, 5, 7, 8], 64)).toEqual([
    [0, 2],
    [5, 5],
    [7, 8],
  ]);
  expect(rangesOf([0, 2, 4], 2)).toEqual([
    [0, 0],
    [2, 2],
  ]);
});
