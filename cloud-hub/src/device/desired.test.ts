import { PlacementPolicy } from '@lookout/shared/protocol/placement';
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
const none = { policies: {}, releases: {}, placements: {}, keys: [] };
const signed = (bytes: string) => ({ bytes, signatures: [] });
const wish = { assignment: signed('YQ=='), release: null, hold: false };
const placed = { number: 1, release: null, choice: null, policy: PlacementPolicy.parse({}) };
const current = composeDesired(7, { ...none, policies: { loop: policy(3) } });

test('a device that was just enrolled begins with generation 1', () => {
  expect(nextDesired(null, none)).toEqual({ generation: 1, streams: {} });
});

test.each([
  ['the same', { loop: policy(3) }, null],
  ['another level', { loop: policy(4) }, 8],
  ['one more stream', { loop: policy(3), duty: policy(3) }, 8],
  ['none left', {}, 8],
])('%s', (_what, policies, generation) => {
  expect(nextDesired(current, { ...none, policies })?.generation ?? null).toBe(generation);
});

test('the order in which the database keeps keys is no change', () => {
  const { raiseLevel, ...rest } = policy(3);
  const stored = { generation: 7, streams: { loop: { policy: { ...rest, raiseLevel } } } };
  expect(nextDesired(stored, { ...none, policies: { loop: policy(3) } })).toBeNull();
});

test('an assignment stands beside the policy of its stream, and alone where there is none', () => {
  const parts = { ...none, policies: { loop: policy(3) }, releases: { loop: wish, duty: wish } };
  expect(nextDesired(current, parts)).toEqual({
    generation: 8,
    streams: { loop: { policy: policy(3), release: wish }, duty: { policy: null, release: wish } },
  });
});

test('a placement stands beside what is assigned, and alone where nothing is', () => {
  const parts = { ...none, releases: { loop: wish }, placements: { loop: placed, duty: placed } };
  expect(nextDesired(current, parts)?.streams).toEqual({
    loop: { policy: null, release: wish, placement: placed },
    duty: { policy: null, placement: placed },
  });
  expect(nextDesired(composeDesired(8, parts), parts)).toBeNull();
});

test.each([
  ['held', { releases: { loop: { ...wish, hold: true } } }, 2],
  ['withdrawn', { releases: {} }, 2],
  ['another key list', { keys: [signed('Yg==')] }, 2],
  ['placed', { placements: { loop: placed } }, 2],
  ['nothing new', {}, null],
])('%s', (_what, change, generation) => {
  const parts = { ...none, releases: { loop: wish }, keys: [signed('YQ==')] };
  const stored = composeDesired(1, parts);
  expect(nextDesired(stored, { ...parts, ...change })?.generation ?? null).toBe(generation);
});
