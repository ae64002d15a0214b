import { fullJitterMs } from '@lookout/shared/protocol/back-off';
import { expect, test } from 'vitest';
import { messageTime } from './message-time.ts';

test.each([
  ['no time of its own', null, { at: 1e6, sourceAt: null, skewMs: null }],
  ['a little behind', 1e6 - 800, { at: 1e6 - 800, sourceAt: null, skewMs: null }],
  ['at the limit', 1e6 + 1e5, { at: 1e6 + 1e5, sourceAt: null, skewMs: null }],
  ['far ahead', 1e6 + 2e5, { at: 1e6, sourceAt: 1e6 + 2e5, skewMs: 2e5 }],
  ['a clock that was never set', 5, { at: 1e6, sourceAt: 5, skewMs: 5 - 1e6 }],
  ['before 1970', -5, { at: 1e6, sourceAt: 0, skewMs: -5 - 1e6 }],
])('%s', (_, sent, expected) => expect(messageTime(sent, 1e6, 1e5)).toEqual(expected));

test.each([
  [0, 0, 0],
  [0, 1, 1_000],
  [3, 0.5, 4_000],
  [20, 1, 60_000],
  [5_000, 1, 60_000],
])('back-off after attempt %s at %s of the jitter is %s ms', (attempt, random, ms) => {
  expect(fullJitterMs(attempt, random, { firstMs: 1_000, mostMs: 60_000 })).toBe(ms);
});
