import { expect, test } from 'vitest';
import { alarmsPerDayAt, exceedanceRate } from './budget.ts';

test.each([
  { what: 'one a day at a row a second', alarms: 1, periodMs: 1_000, rate: 10 / 86_400 },
  { what: 'one a day at a row in five minutes', alarms: 1, periodMs: 300_000, rate: 10 / 288 },
  { what: 'more than one window in ten', alarms: 50, periodMs: 60_000, rate: 0.1 },
  { what: 'rarer than any tail is known', alarms: 0.001, periodMs: 100, rate: 1e-6 },
])('$what', ({ alarms, periodMs, rate }) =>
  expect(exceedanceRate(alarms, periodMs, 10)).toBeCloseTo(rate, 12),
);

test('the rate of a budget gives the budget back', () =>
  expect(alarmsPerDayAt(exceedanceRate(3, 1_000, 10), 1_000, 10)).toBeCloseTo(3, 9));
