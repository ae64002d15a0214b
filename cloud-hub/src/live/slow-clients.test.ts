import { expect, test } from 'vitest';
import { SlowClients } from './slow-clients.ts';

const free = { waiting: 0 };
const busy = { waiting: 5 };
const stuck = { waiting: 100 };

test('a client whose line is stuck is passed over, and told of its rooms when the line is free', () => {
  const slow = new SlowClients();
  expect(slow.mayGet('a', busy, 'overview')).toBe(true);
  expect(slow.mayGet('a', stuck, 'overview')).toBe(false);
  expect(slow.mayGet('a', stuck, 'alerts')).toBe(false);
  expect(slow.mayGet('b', free, 'alerts')).toBe(true);
  expect(slow.caughtUp('a', busy)).toEqual([]);
  expect(slow.caughtUp('a', free)).toEqual(['overview', 'alerts']);
  expect(slow.caughtUp('a', free)).toEqual([]);
  expect(slow.caughtUp('b', free)).toEqual([]);
});

test('an update that comes through shows the hole by itself; rooms that were left are forgotten', () => {
  const slow = new SlowClients();
  for (const room of ['overview', 'alerts', 'device:a'] as const) slow.mayGet('a', stuck, room);
  slow.mayGet('a', free, 'overview');
  slow.left('a', 'alerts');
  expect(slow.caughtUp('a', free)).toEqual(['device:a']);
  slow.mayGet('a', stuck, 'overview');
  slow.gone('a');
  expect(slow.caughtUp('a', free)).toEqual([]);
});
