import { expect, expectTypeOf, test } from 'vitest';
import { keysOf, recordOf } from './record-of.ts';

const table = { score: 'SELECT score', at: 'SELECT at' };

test('a value for each key, by its name', () => {
  const lengths = recordOf(keysOf(table), (name) => table[name].length);
  expect(lengths).toEqual({ score: 12, at: 9 });
  expectTypeOf(lengths).toEqualTypeOf<Record<'score' | 'at', number>>();
});

test('a name that is one of every object is a key like any other', () => {
  expect(Object.keys(recordOf(['constructor', 'at'], () => 0))).toEqual(['constructor', 'at']);
});
