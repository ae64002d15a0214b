import type { DetectionPolicy } from '@lookout/shared/protocol/presence';
import { expect, test } from 'vitest';
import { composeDesired, nextDesired } from './desired.ts';

const policy = (raiseLevel: number): DetectionPolicy => ({
  raiseLevel,
  clearLevel: null,
  onDelayMs: 0,
  offDelayMs: 0,
  alarmsPerDay: null,
  decision: null,
  adaptive: null,
  commissioning: null,
});
const current = composeDesired(7, { loop: policy(3) });

test('a device that was just enrolled begins with generation 1', () => {
  expect(nextDesired(null, {})).toEqual({ generation: 1, streams: {} });
});

test.each([
  ['the same', { loop: policy(3) }, null],
  ['another level', { loop: policy(4) }, 8],
  ['one more stream', { loop: policy(3), duty: policy(3) }, 8],
  ['none left', {}, 8],
])('%s', (_what, policies, generation) => {
  expect(nextDesired(current, policies)?.generation ?? null).toBe(generation);
});

test('the order in which the database keeps keys is no change', () => {
  const { raiseLevel, ...rest } = policy(3);
  const stored = { generation: 7, streams: { loop: { policy: { ...rest, raiseLevel } } } };
  expect(nextDesired(stored, { loop: policy(3) })).toBeNull();
});
