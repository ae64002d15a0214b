import { expect, test } from 'vitest';
import { costsOf } from './train-action.ts';

const options = { eventsPerYear: 12 };

test.each([
  ['none asked for', {}, null],
  ['both', { costFalseAlarm: 5, costMiss: 900 }, { falseAlarm: 5, miss: 900, eventsPerYear: 12 }],
  [
    'free misses',
    { costFalseAlarm: 5, costMiss: 0 },
    { falseAlarm: 5, miss: 0, eventsPerYear: 12 },
  ],
])('costs: %s', (_, given, costs) => expect(costsOf({ ...options, ...given })).toEqual(costs));

test.each([
  ['one without the other', { costMiss: 900 }, 'give both'],
  [
    'beside an alarm budget',
    { costFalseAlarm: 5, costMiss: 9, alarmsPerDay: 1 },
    'leave out either',
  ],
])('costs: %s is a wrong command line', (_, given, message) =>
  expect(() => costsOf({ ...options, ...given })).toThrow(message),
);
