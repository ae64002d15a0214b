import { expect, test } from 'vitest';
import { KeySequence } from './key-sequence.ts';

const bindings = new Set(['j', 'a', '?', 'g o', 'g a']);
const type = (...presses: [string, number][]) => {
  const keys = new KeySequence();
  return presses.map(([key, atMs]) => keys.read({ key, atMs }, bindings));
};

test.each([
  ['one key', [['j', 0]], ['j']],
  [
    'a sequence',
    [
      ['g', 0],
      ['a', 500],
    ],
    [null, 'g a'],
  ],
  [
    'the second key comes too late and stands for itself',
    [
      ['g', 0],
      ['a', 2_000],
    ],
    [null, 'a'],
  ],
  [
    'an unknown second key ends it',
    [
      ['g', 0],
      ['x', 100],
      ['o', 200],
    ],
    [null, null, null],
  ],
  [
    'a key that only repeats the prefix begins anew',
    [
      ['g', 0],
      ['g', 100],
      ['o', 200],
    ],
    [null, null, 'g o'],
  ],
] as [string, [string, number][], (string | null)[]][])('%s', (_name, presses, read) =>
  expect(type(...presses)).toEqual(read),
);
