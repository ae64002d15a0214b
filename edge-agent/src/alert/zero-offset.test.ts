import { describe, expect, test } from 'vitest';
import type { ScoredWindow } from '../detect/scored-window.ts';
import { addZeroBack, RecentRows, subtractZero } from './zero-offset.ts';

type Window = ScoredWindow['window'];
const windowLength = 4;
const scored: Window['quality'] = { scored: true };
const notScored = (reason: 'gap' | 'stale' | 'missingChannel'): Window['quality'] => ({
  ...{ scored: false, reason, channel: null },
});

function rowsOf(rows: readonly (readonly [(number | null)[], Window['quality']?])[]): RecentRows {
  const recent = new RecentRows(windowLength);
  rows.forEach(([last, quality = scored], at) => {
    const time = { at, sourceAt: null, elapsedMs: at };
    recent.push({ stream: 'pump', ...time, data: new Float32Array(0), last, quality });
  });
  return recent;
}
const repeat = (n: number, last: (number | null)[], quality: Window['quality'] = scored) =>
  Array.from({ length: n }, () => [last, quality] as const);

describe('a new zero', () => {
  test.each([
    ['is the median of the rows', [...repeat(9, [3, 30]), ...repeat(4, [99, -99])], [2, 20]],
    ['of the last hundred', [...repeat(200, [9, 90]), ...repeat(100, [3, 30])], [2, 20]],
    [
      'leaves out rows without a value, and the row that stale says again',
      [
        ...repeat(4, [3, 30]),
        ...repeat(9, [null, 90], notScored('missingChannel')),
        ...repeat(9, [9, 90], notScored('stale')),
      ],
      [2, 20],
    ],
    [
      'rests on what came after a gap',
      [...repeat(9, [9, 90]), ...repeat(2, [3, 30], notScored('gap')), ...repeat(2, [3, 30])],
      [2, 20],
    ],
  ])('%s', (_, rows, offset) => expect(rowsOf(rows).offsetFrom([1, 10], null)).toEqual(offset));

  test('rests on the rows since the alert began: those before stood elsewhere', () => {
    const rows = rowsOf([...repeat(50, [1, 10]), ...repeat(5, [3, 30])]);
    expect(rows.offsetFrom([1, 10], 50)).toEqual([2, 20]);
    expect(() => rows.offsetFrom([1, 10], 52)).toThrow(
      'at least 4 rows since the alert began, and there are 3: try again later',
    );
  });

  test('is refused where there are fewer rows than a window has', () =>
    expect(() => rowsOf(repeat(3, [3, 30])).offsetFrom([1, 10], null)).toThrow(
      'at least 4 rows, and there are 3',
    ));
});

test('the offset is taken off every row of a window, which itself stays as it was', () => {
  const data = Float32Array.of(3, 30, 4, 40);
  expect([...subtractZero(data, [2, 20])]).toEqual([1, 10, 2, 20]);
  expect([...data]).toEqual([3, 30, 4, 40]);
  expect(subtractZero(data, null)).toBe(data);
});

test('people are shown what the sensors say', () => {
  const of = (...values: number[]) => Float32Array.from(values);
  const score = {
    ...{ score: 7, channelError: of(1, 2), latentKl: of(3), latencyUs: 4 },
    rebuilt: { expected: of(1, 10), worst: { value: of(2, 11), expected: of(1, 10) } },
  };
  expect(addZeroBack(score, [2, 20])).toEqual({
    ...score,
    rebuilt: { expected: of(3, 30), worst: { value: of(4, 31), expected: of(3, 30) } },
  });
  expect(addZeroBack(score, null)).toBe(score);
});
