import { expect, test } from 'vitest';
import { lastRow, nearestRow } from './rows.ts';

test.each([
  [[], 5, -1],
  [[10, 20, 30], 4, 0],
  [[10, 20, 30], 14, 0],
  [[10, 20, 30], 16, 1],
  [[10, 20, 30], 20, 1],
  [[10, 20, 30], 99, 2],
])('in %j the row nearest to %d is %d', (at, time, index) =>
  expect(nearestRow(at, time)).toBe(index),
);

test.each([
  [[], -1],
  [[null], -1],
  [[1, 2, null], 1],
])('the last value of %j stands at %d', (column, index) => expect(lastRow(column)).toBe(index));
