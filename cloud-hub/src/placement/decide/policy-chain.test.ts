import {
  type PlacementPolicyEntry,
  parseScope,
  scopeText,
} from '@lookout/shared/protocol/placements';
import { expect, test } from 'vitest';
import { builtInPolicy, policyChain, policyOf } from './policy-chain.ts';

const entry = (text: string, changedAt = 0): PlacementPolicyEntry => {
  const scope = parseScope(text);
  if (scope === null) throw new Error(text);
  return { scope, policy: builtInPolicy, changedAt, changedBy: 'ada' };
};
const loop = {
  device: 'pump-1',
  stream: 'loop',
  site: 'plant',
  labels: { gpu: 'old', area: 'hot' },
};

test.each([
  [[], []],
  [['site:other', 'label:gpu=new', 'device:pump-2', 'stream:pump-1/duty'], []],
  [
    ['fleet', 'site:plant', 'label:gpu=old', 'device:pump-1', 'stream:pump-1/loop'],
    ['stream:pump-1/loop', 'device:pump-1', 'label:gpu=old', 'site:plant', 'fleet'],
  ],
  [
    ['label:gpu=old', 'label:area=hot'],
    ['label:area=hot', 'label:gpu=old'],
  ],
  [['label:toString=x', 'fleet'], ['fleet']],
])('of %j hold %j', (set, chain) => {
  const policies = set.map((text) => entry(text));
  expect(policyChain(policies, loop).map(({ scope }) => scopeText(scope))).toEqual(chain);
});

test('where none was set the built-in one holds', () => {
  expect(policyOf([entry('site:other')], loop)).toEqual({ policy: builtInPolicy, source: null });
});
