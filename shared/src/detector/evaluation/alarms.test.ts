import { expect, test } from 'vitest';
import { addAlarms, alarmRates, countAlarms } from './alarms.ts';

const windows = (scores: number[], labels: number[]) => ({
  scores,
  labels,
  ends: scores.map((_, i) => i + 9),
});

test('windows are counted by class, and the threshold itself is no alarm', () => {
  const counts = countAlarms(windows([1, 3, 2, 5, 2, 2], [0, 0, 0, 1, 1, 0]), 2);
  expect(alarmRates(counts)).toEqual({
    falseAlarmRate: 1 / 4,
    detectionRate: 1 / 2,
    detectionDelay: 0,
  });
});

test.each<[string, number[], number[], number | null]>([
  ['found at once', [0, 9, 9], [0, 1, 1], 0],
  ['found after two rows', [0, 0, 0, 9], [0, 1, 1, 1], 2],
  ['an alarm before the event does not count', [9, 9, 0, 9], [0, 0, 1, 1], 1],
  ['the median of two events', [9, 0, 0, 0, 9], [1, 0, 1, 1, 1], 1],
  ['a missed event leaves no delay', [0, 0, 0, 9], [1, 1, 0, 1], 0],
  ['nothing found', [0, 0], [1, 1], null],
  ['no event', [9, 9], [0, 0], null],
])('delay: %s', (_, scores, labels, delay) => {
  expect(alarmRates(countAlarms(windows(scores, labels), 1)).detectionDelay).toBe(delay);
});

test('a gap between windows counts in rows, not in windows', () => {
  const counts = countAlarms({ ends: [9, 10, 40], scores: [0, 0, 9], labels: [1, 1, 1] }, 1);
  expect(counts.delays).toEqual([31]);
});

test('counts of recordings add up, and no window of a class gives null', () => {
  const parts = [windows([9, 0], [0, 0]), windows([0], [0])].map((part) => countAlarms(part, 1));
  expect(alarmRates(addAlarms(parts))).toEqual({
    falseAlarmRate: 1 / 3,
    detectionRate: null,
    detectionDelay: null,
  });
  expect(alarmRates(addAlarms([])).falseAlarmRate).toBeNull();
});
