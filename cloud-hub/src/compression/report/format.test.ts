import { expect, test } from 'vitest';
import {
  detectorTitle,
  duration,
  percent,
  plural,
  rounded,
  shortPaths,
  unbroken,
} from './format.ts';

test.each([
  [null, '–'],
  [0, '0 %'],
  [0.354, '35.4 %'],
  [0.00031, '0.031 %'],
  [1, '100 %'],
])('a share of %j is %s', (share, text) => expect(percent(share)).toBe(text));

test.each([
  [null, '–'],
  [0.0423, '0.042'],
  [37.2, '37'],
  [1296, '1,300'],
  [Number.POSITIVE_INFINITY, '–'],
])('%j is rounded to %s', (value, text) => expect(rounded(value)).toBe(text));

test.each([
  [45_000, '45 s'],
  [119_000, '119 s'],
  [720_000, '12 min'],
  [12_600_000, '3.5 h'],
  [180_000_000, '2.1 days'],
])('%i ms are %s', (ms, text) => expect(duration(ms)).toBe(text));

test.each([
  [['a.csv'], ['a.csv']],
  [['/data/a.csv'], ['a.csv']],
  [
    ['/data/x/1.csv', '/data/y/1.csv'],
    ['x/1.csv', 'y/1.csv'],
  ],
  [
    ['/data/1.csv', '/data/y/1.csv'],
    ['1.csv', 'y/1.csv'],
  ],
  [
    ['C:\\data\\1.csv', 'C:\\data\\2.csv'],
    ['1.csv', '2.csv'],
  ],
  [[], []],
])('paths %j are told apart as %j', (paths, short) => expect(shortPaths(paths)).toEqual(short));

test('one and many', () => {
  expect([plural(1, 'miss', 'misses'), plural(0, 'event')]).toEqual(['1 miss', '0 events']);
});

test('an unknown kind of detector keeps its name', () => {
  expect([detectorTitle('pcaT2'), detectorTitle('new')]).toEqual(['PCA T²', 'new']);
});

test.each([
  ['95 % of 20 µs', '95\u00a0% of 20\u00a0µs'],
  ['3 sdk, per % and 2 msec', '3 sdk, per % and 2 msec'],
])('%s breaks between words alone', (text, kept) => expect(unbroken(text)).toBe(kept));
