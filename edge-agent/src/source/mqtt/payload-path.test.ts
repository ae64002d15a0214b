import { expect, test } from 'vitest';
import { leavesCalled, readingOf, valueAt } from './payload-path.ts';

const message = {
  pressure: 1.2,
  'a.b': 7,
  a: { b: 8 },
  ENERGY: { Current: 0.4, Voltage: 230 },
  readings: [{ value: 5 }, { value: 6 }],
  'Volume Flow RateRMS': 32,
  none: null,
};

test.each([
  ['pressure', 1.2],
  ['ENERGY.Current', 0.4],
  ['readings[1].value', 6],
  ['Volume Flow RateRMS', 32],
  ['a.b', 7],
  ['none', null],
  ['none.deeper', undefined],
  ['nothing', undefined],
  ['pressure.unit', undefined],
  ['toString', undefined],
  ['__proto__', undefined],
  ['', undefined],
])('the value at %j is %j', (path, expected) => expect(valueAt(message, path)).toBe(expected));

test.each<[unknown, number | null | undefined]>([
  [1.5, 1.5],
  ['1.5', 1.5],
  [' -2e3 ', -2000],
  [true, 1],
  [false, 0],
  [{ value: 3, unit: 'bar' }, 3],
  [{ value: '3' }, 3],
  [null, null],
  ['', null],
  ['NaN', null],
  ['-Infinity', null],
  ['1e999', null],
  ['unavailable', null],
  ['ON', undefined],
  ['1,5', undefined],
  ['0x10', undefined],
  [{}, undefined],
  [{ value: { value: 1 } }, undefined],
  [[1], undefined],
  [undefined, undefined],
])('%j reads as %s', (value, expected) => expect(readingOf(value)).toBe(expected));

test('leaves are found at any depth, by their very name', () => {
  expect(leavesCalled(message, 'Current')).toEqual([0.4]);
  expect(leavesCalled({ a: { t: 1 }, b: [{ t: 2 }] }, 't')).toEqual([1, 2]);
  expect(leavesCalled(message, 'current')).toEqual([]);
});

test('a payload nested without end is given up', () => {
  let deep: object = { t: 1 };
  for (let i = 0; i < 10_000; i++) deep = { deep };
  expect(leavesCalled(deep, 't')).toEqual([]);
});
