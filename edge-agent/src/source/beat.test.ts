import { expect, test } from 'vitest';
import { nextBeat } from './beat.ts';

test.each([
  ['on time', 5_000, 5_000, 6_000],
  ['a little late', 5_000, 5_400, 6_000],
  ['just missed', 5_000, 6_001, 7_001],
  ['asleep for an hour', 5_000, 3_605_000, 3_606_000],
  ['the clock set back an hour', 5_000_000, 1_400_000, 1_401_000],
])('%s', (_, lastMs, nowMs, dueMs) => expect(nextBeat(lastMs, 1_000, nowMs)).toBe(dueMs));
