import { InvalidArgumentError } from 'commander';
import { expect, test } from 'vitest';
import { integerBetween, rangeOf, share, unitOf } from './options.ts';

test('what is well-formed is taken', () => {
  expect(integerBetween(2, 4096)('10')).toBe(10);
  expect(share('0.003')).toBe(0.003);
  expect([...unitOf('Ratio a=b=%', new Map([['Pressure', 'bar']]))]).toEqual([
    ['Pressure', 'bar'],
    ['Ratio a=b', '%'],
  ]);
  expect([...rangeOf('Pressure=-1:16', new Map())]).toEqual([['Pressure', { min: -1, max: 16 }]]);
});

const window = integerBetween(2, 4096);
test.each<[string, () => unknown]>([
  ['a window of 1', () => window('1')],
  ['a window of 5000', () => window('5000')],
  ['a window of 10.5', () => window('10.5')],
  ['a window of ten', () => window('ten')],
  ['a window of nothing', () => window('')],
  ['a share of 0', () => share('0')],
  ['a share of 1', () => share('1')],
  ['a share in per cent', () => share('1%')],
  ['a unit without a name', () => unitOf('=bar', new Map())],
  ['a unit without a unit', () => unitOf('Pressure', new Map())],
  ['a range upside down', () => rangeOf('Pressure=16:0', new Map())],
  ['a range without an end', () => rangeOf('Pressure=0', new Map())],
  ['a range of words', () => rangeOf('Pressure=low:high', new Map())],
])('%s is refused', (_, parse) => expect(parse).toThrow(InvalidArgumentError));
