import { describe, expect, test } from 'vitest';
import { Pace, type ReplaySpeed } from './pace.ts';

/** Feeds rows to a listener that is always ready: each is given out when it is due. */
function replay(speed: ReplaySpeed, rows: readonly (number | null)[], periodMs = 1_000) {
  const pace = new Pace(speed, periodMs, 10_000);
  let now = 10_000;
  return rows.map((row) => {
    const moment = pace.next(row, now);
    now = Math.max(now, moment.at);
    return [moment.at - 10_000, moment.sourceAt];
  });
}

const n = null;

test.each<[string, ReplaySpeed, (number | null)[], [number, number | null][]]>([
  [
    'in real time',
    1,
    [50, 1050, 2250],
    [
      [0, 50],
      [1000, 1050],
      [2200, 2250],
    ],
  ],
  [
    'ten times as fast',
    10,
    [50, 1050, 2250],
    [
      [0, 50],
      [100, 1050],
      [220, 2250],
    ],
  ],
  [
    'half as fast',
    0.5,
    [0, 1000],
    [
      [0, 0],
      [2000, 1000],
    ],
  ],
  [
    'as fast as possible',
    'max',
    [0, 1000],
    [
      [0, 0],
      [0, 1000],
    ],
  ],
  [
    'without times',
    1,
    [n, n, n],
    [
      [0, n],
      [1000, n],
      [2000, n],
    ],
  ],
  [
    'without times, faster',
    4,
    [n, n],
    [
      [0, 10_000],
      [250, 11_000],
    ],
  ],
  [
    'without times, at once',
    'max',
    [n, n],
    [
      [0, 10_000],
      [0, 11_000],
    ],
  ],
  [
    'a night in between is cut short',
    1,
    [0, 3.6e7],
    [
      [0, 0],
      [10_000, 3.6e7],
    ],
  ],
  [
    'a row out of order does not wait',
    1,
    [5000, 4000, 6000],
    [
      [0, 5000],
      [0, 4000],
      [2000, 6000],
    ],
  ],
])('%s', (_, speed, rows, expected) => expect(replay(speed, rows)).toEqual(expected));

describe('keeping up', () => {
  test('a listener a little late keeps the schedule', () => {
    const pace = new Pace(1, 1_000, 0);
    pace.next(0, 0);
    expect(pace.next(1_000, 1_900).at).toBe(1_000);
    expect(pace.next(2_000, 2_000).at).toBe(2_000);
  });

  test('a listener far behind starts a new one', () => {
    const pace = new Pace(1, 1_000, 0);
    pace.next(0, 0);
    expect(pace.next(1_000, 60_000).at).toBe(60_000);
    expect(pace.next(2_000, 60_000).at).toBe(61_000);
  });
});

test('after a rewind the first row follows the last by a period', () => {
  const pace = new Pace(1, 1_000, 0);
  pace.next(7_000, 0);
  pace.next(8_000, 1_000);
  pace.rewind();
  expect(pace.next(7_000, 1_000)).toEqual({ at: 2_000, sourceAt: 7_000 });
});
