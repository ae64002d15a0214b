import type { Judgement } from '@lookout/shared/protocol/presence';
import { expect, test } from 'vitest';
import { adaptationOf } from '../../../sample.fixture.ts';
import {
  adaptationText,
  budgetOf,
  budgetText,
  consequence,
  levelsText,
  moveText,
  scaleText,
} from './judging-text.ts';

test.each([
  [1, '1 false alarm a day'],
  [2.5, '2.5 false alarms a day'],
  [24, '24 false alarms a day'],
  [1 / 7, '1 false alarm a week'],
  [3 / 7, '3 false alarms a week'],
  [1 / 30, '1 false alarm in 30 days'],
  [1 / 300, '0.1 false alarms in 30 days'],
])('a budget of %d a day: %s', (alarmsPerDay, words) => {
  expect(budgetText(alarmsPerDay)).toBe(words);
});

test.each([1, 3 / 7, 1 / 30, 0.02, 12])('a budget of %d survives being shown', (alarmsPerDay) => {
  const { count, days } = budgetOf(alarmsPerDay);
  expect(count / days).toBeCloseTo(alarmsPerDay, 5);
});

const judgement: Judgement = {
  decision: 'threshold',
  alarmsPerDay: 1,
  adaptive: true,
  commissioning: 'collecting',
  windows: 43,
  windowsNeeded: 100,
  median: 0,
  spread: 1,
  zeroOffset: null,
};

test.each([
  ['collecting', 'being fitted to this machine: 43 of 100 windows'],
  ['commissioned', 'fitted to this machine, 43 windows'],
  ['refused', "the detector's own: this machine lies outside its bounds"],
  ['off', "the detector's own"],
] as const)('commissioning %s: %s', (commissioning, words) => {
  expect(scaleText({ ...judgement, commissioning })).toBe(words);
});

test.each([
  [4, 4.5, '4.0 → 4.5'],
  [4.01, 4.04, '4.01 → 4.04'],
  [-0.5, 2, '−0.5 → 2.0'],
  [4, 4, '4.0'],
])('from %d to %d: %s', (from, to, words) => {
  expect(levelsText(from, to)).toBe(words);
});

test.each([
  [null, 'limit 4.0 → 4.5'],
  [100, 'limit 4.0 → 4.5, from 100 windows'],
])('a move that rests on %j windows: %s', (windows, words) => {
  expect(moveText(adaptationOf({ windows }))).toBe(words);
});

test('an adaptation names who asked for it', () => {
  expect(adaptationText(adaptationOf({ reason: 'drift' }))).toBe('Followed slow drift');
  const reset = adaptationOf({ reason: 'rezeroed', by: 'ada' });
  expect(adaptationText(reset)).toBe('Reset, sensors re-zeroed by ada');
});

test.each([
  ['recommission', 1, '1 standing alert is cleared, and the scale of the score is fitted anew'],
  ['recommission', 0, 'No alert stands, and the scale'],
  ['rezero', 2, 'with the sensors’ present level as their zero. A real fault that is present now'],
  ['restore', 1, "the detector's own values again"],
] as const)('%s with %d standing', (mode, standing, words) => {
  const text = consequence(mode, 'pump-1 loop', standing);
  expect(text).toContain(words);
  expect(text.match(/\. |\.$/g)).toHaveLength(2);
});
