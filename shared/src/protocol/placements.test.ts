import { expect, test } from 'vitest';
import { type PlacementScope, parseScope, scopeText } from './placements.ts';

const scopes: readonly (readonly [string, PlacementScope])[] = [
  ['fleet', { kind: 'fleet' }],
  ['site:plant-a', { kind: 'site', site: 'plant-a' }],
  ['label:gpu=old', { kind: 'label', label: 'gpu', value: 'old' }],
  ['label:note=a=b:c', { kind: 'label', label: 'note', value: 'a=b:c' }],
  ['device:pump-1', { kind: 'device', device: 'pump-1' }],
  ['stream:pump-1/loop', { kind: 'stream', device: 'pump-1', stream: 'loop' }],
];

test.each(scopes)('%s, there and back', (text, scope) => {
  expect(parseScope(text)).toEqual(scope);
  expect(scopeText(scope)).toBe(text);
});

test.each([
  '',
  'all',
  'fleet:',
  'fleet:x',
  'site:',
  'site:A B',
  'label:gpu',
  'stream:pump-1',
  'device:pump-1/loop',
])('%j is no scope', (text) => {
  expect(parseScope(text)).toBeNull();
});
