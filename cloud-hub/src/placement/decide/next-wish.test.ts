import {
  type PlacementChoice,
  PlacementPolicy,
  type PlacementWish,
} from '@lookout/shared/protocol/placement';
import { expect, test } from 'vitest';
import { onCpu, onGpu } from '../placement.fixture.ts';
import { nextWish, type Wanted } from './next-wish.ts';

const policy = PlacementPolicy.parse({});
const gpu = { ...onGpu, code: 'faster', reason: '5 ms.' } satisfies PlacementChoice;
const wanted: Wanted = { release: null, choice: gpu, policy };
const before: PlacementWish = { number: 7, ...wanted };

test('the first one', () => {
  expect(nextWish(null, wanted, 0)).toEqual({ number: 1, ...wanted });
});

test.each<[string, Partial<Wanted>, PlacementChoice | null]>([
  ['the same', {}, null],
  ['another figure in its reason', { choice: { ...gpu, reason: '6 ms.' } }, null],
  ['another code that follows the load', { choice: { ...gpu, code: 'deadline' } }, null],
  ['a moment without a sample', { choice: { ...gpu, code: 'unprofiled' } }, null],
  ['another place', { choice: { ...gpu, ...onCpu } }, { ...gpu, ...onCpu }],
  ['another lasting cause', { choice: { ...gpu, code: 'pinned' } }, { ...gpu, code: 'pinned' }],
  [
    'another policy: the choice stands as it was',
    { policy: { ...policy, prefer: 'gpu' }, choice: { ...gpu, reason: '6 ms.' } },
    gpu,
  ],
  ['another release', { release: 'a'.repeat(64) }, gpu],
])('%s', (_what, part, choice) => {
  const next = nextWish(before, { ...wanted, ...part }, 7);
  expect(next?.choice ?? null).toEqual(choice);
  if (next !== null) expect(next.number).toBe(8);
});

test('the first sample gives the reason', () => {
  const unknown = { ...before, choice: { ...gpu, code: 'unprofiled' as const } };
  expect(nextWish(unknown, wanted, 7)).toEqual({ ...before, number: 8 });
});

test('a device that knows a higher number was told by a database that is lost', () => {
  expect(nextWish(before, wanted, 40)).toEqual({ ...before, number: 41 });
});
