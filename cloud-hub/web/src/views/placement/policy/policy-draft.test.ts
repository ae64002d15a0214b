import type { PlacementPolicy } from '@lookout/shared/protocol/placement';
import { expect, test } from 'vitest';
import { defaultPolicy, draftOf, policyOf, wishFrom } from './policy-draft.ts';
import { policyText } from './policy-text.ts';

const cases: readonly [string, Partial<PlacementPolicy>][] = [
  ['by load', {}],
  ['pinned', { pin: { variant: 'gpu-fp16', provider: 'cuda' } }],
  ['pinned to a variant', { pin: { variant: 'gpu-fp16', provider: null } }],
  ['preferred', { prefer: 'gpu' }],
  ['never the GPU', { forbid: ['gpu'] }],
  ['a deadline in ms', { deadlineMs: 20, powerSaving: true }],
  ['limits', { leaveGpuPercent: 90, returnHeadroomC: 20, dwellMs: 1_500, maxSwitchesPerHour: 2 }],
  ['what the form does not show', { minFreeMemoryBytes: 7, leaveAfterMs: 9 }],
];
test.each(cases)('a form keeps a policy: %s', (_, given) => {
  const policy = { ...defaultPolicy, ...given };
  expect(policyOf(draftOf(policy), policy)).toEqual(policy);
});

test('an emptied field keeps what was', () => {
  const draft = { ...draftOf(defaultPolicy), dwellSeconds: '', deadlinePercent: '' };
  expect(policyOf(draft, defaultPolicy)).toEqual(defaultPolicy);
});

test('a wish that nobody knows is none', () => expect(wishFrom('colour')).toBe('auto'));

test('a policy in sentences begins with what is wanted', () => {
  const [first] = policyText({ ...defaultPolicy, forbid: ['gpu'] });
  expect(first).toBe('The GPU is not used while anything else runs.');
  expect(policyText(defaultPolicy)).toHaveLength(3);
});
