import { expect, test } from 'vitest';
import { levelAlerts } from './level-alerts.ts';

const policy = {
  raiseLevel: 6,
  clearLevel: 3,
  onDelayMs: 2_000,
  offDelayMs: 1_000,
  maxPauseMs: 10_000,
};
const alertsOf = (scores: number[], ends = scores.map((_, i) => i + 9)) =>
  levelAlerts({ scores, ends }, policy, 1_000).map((a) => [a.raisedRow, a.clearedRow]);

test.each<[string, number[], (number | null)[][]]>([
  ['quiet', [0, 9, 9, 0], []],
  ['raised by the third window, cleared by the second below', [9, 9, 9, 0, 0], [[11, 13]]],
  ['still standing at the end', [9, 9, 9, 5], [[11, null]]],
  [
    'two',
    [9, 9, 9, 0, 0, 9, 9, 9, 0, 0],
    [
      [11, 13],
      [16, 18],
    ],
  ],
])('%s', (_, scores, alerts) => expect(alertsOf(scores)).toEqual(alerts));

test('a gap longer than the pause starts the delay anew', () => {
  expect(alertsOf([9, 9, 9], [9, 10, 40])).toEqual([]);
});
