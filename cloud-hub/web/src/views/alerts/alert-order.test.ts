import type { Alert } from '@lookout/shared/protocol/rest';
import { expect, test } from 'vitest';
import { alertOf } from '../../sample.fixture.ts';
import { compareAlerts } from './alert-order.ts';

test.each([
  [
    'unacknowledged before a higher, acknowledged one',
    { priority: 'low' },
    { priority: 'high', state: 'acknowledgedActive' },
  ],
  [
    'returned without acknowledgement before acknowledged',
    { state: 'unacknowledgedReturned' },
    { state: 'acknowledgedActive' },
  ],
  ['priority before age', { priority: 'high', raisedAt: 1 }, { priority: 'medium', raisedAt: 9 }],
  ['the newest of a priority', { raisedAt: 9 }, { raisedAt: 1 }],
  ['shelved last', { state: 'acknowledgedActive' }, { priority: 'high', shelvedUntil: 99 }],
  ['one order for equal times', { id: 'a' }, { id: 'b' }],
] as [string, Partial<Alert>, Partial<Alert>][])('%s', (_name, first, second) => {
  expect(compareAlerts(alertOf(first), alertOf(second))).toBeLessThan(0);
  expect(compareAlerts(alertOf(second), alertOf(first))).toBeGreaterThan(0);
});
