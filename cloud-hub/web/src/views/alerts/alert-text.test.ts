import { expect, test } from 'vitest';
import { alertOf } from '../../sample.fixture.ts';
import { historyText, stateText } from './alert-text.ts';

test.each([
  [{}, 'active'],
  [{ state: 'acknowledgedActive', acknowledgedBy: 'ada' }, 'active, seen by ada'],
  [{ state: 'unacknowledgedReturned', clearReason: 'returned' }, 'returned'],
  [{ state: 'unacknowledgedReturned', clearReason: 'stopped' }, 'ended with the agent'],
  [{ state: 'unacknowledgedReturned', clearReason: 'reset', resetBy: 'ada' }, 'reset by ada'],
  [{ state: 'normal', clearReason: 'reset', resetBy: 'ada' }, 'reset by ada'],
  [{ state: 'normal', clearReason: 'reset' }, 'reset'],
  [{ state: 'normal', clearReason: 'returned', acknowledgedBy: 'ada' }, 'closed'],
  [{ state: 'normal', shelvedUntil: 5, shelvedBy: 'bob' }, 'shelved by bob'],
  [{ chattering: true, replayed: true }, 'active · chattering · arrived late'],
] as const)('%j: %s', (alert, words) => {
  expect(stateText(alertOf(alert))).toBe(words);
});

test.each([
  ['cleared', 'reset', 'reset, “this is the new normal”'],
  ['cleared', 'power', 'power'],
  ['acknowledged', 'reset', 'reset'],
  ['raised', null, ''],
] as const)('the history says of %s, %j: %j', (what, text, words) => {
  expect(historyText({ what, text })).toBe(words);
});
