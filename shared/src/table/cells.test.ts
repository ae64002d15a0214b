import { expect, test } from 'vitest';
import { isMissing, parseNumber, splitCells } from './cells.ts';

test.each<[string, '.' | ',', number | null]>([
  ['1.5', '.', 1.5],
  [' -2e-3 ', '.', -0.002],
  ['.5', '.', 0.5],
  ['1,5', ',', 1.5],
  ['1,5', '.', null],
  ['1,234,567', ',', null],
  ['', '.', null],
  ['0x1f', '.', null],
  ['NaN', '.', null],
  ['Infinity', '.', null],
  ['1e999', '.', null],
])('%j with "%s" is %s', (cell, decimal, expected) => {
  expect(parseNumber(cell, decimal)).toBe(expected);
});

test.each([
  ['a;"b;c";d', ';', ['a', 'b;c', 'd']],
  ['"say ""hi""",2', ',', ['say "hi"', '2']],
  ['  1.0   2.0 ', ' ', ['1.0', '2.0']],
  ['a,,b', ',', ['a', '', 'b']],
] as const)('%j is cut at "%s"', (line, delimiter, cells) => {
  expect(splitCells(line, delimiter)).toEqual(cells);
});

test('an empty cell and NaN say that no value is there, a zero does not', () => {
  expect(['', 'NaN', 'n/a', 'null', '0'].map(isMissing)).toEqual([true, true, true, true, false]);
});
