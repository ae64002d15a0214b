import { expect, test } from 'vitest';
import { boundsOf, panned, rangeFrom, withRange, zoomed } from './range.ts';

const read = (query: string) => rangeFrom(new URLSearchParams(query));

test.each([
  ['', { kind: 'moving', name: 'live', spanMs: 300_000 }],
  ['range=1h', { kind: 'moving', name: '1h', spanMs: 3_600_000 }],
  ['range=century', { kind: 'moving', name: 'live', spanMs: 300_000 }],
  ['from=100000&to=200000&range=1h', { kind: 'fixed', from: 100_000, to: 200_000 }],
  ['from=200000&to=100000', { kind: 'moving', name: 'live', spanMs: 300_000 }],
  ['from=x&to=y', { kind: 'moving', name: 'live', spanMs: 300_000 }],
  ['from=100000&to=100001', { kind: 'fixed', from: 97_501, to: 102_501 }],
])('%j', (query, range) => expect(read(query)).toEqual(range));

test('a moving range ends now', () => {
  expect(boundsOf(read('range=15m'), 1_000_000)).toEqual({ from: 100_000, to: 1_000_000 });
});

test.each(['', 'range=6h', 'from=100000&to=200000'])(
  '%j survives the way through the address',
  (query) =>
    expect(
      withRange(new URLSearchParams('stream=a&from=1&to=2&range=x'), read(query)).toString(),
    ).toBe(query === '' ? 'stream=a' : `stream=a&${query}`),
);

test('zooming keeps the middle, panning the length', () => {
  const range = read('from=100000&to=200000');
  expect(zoomed(range, 0, 0.5)).toEqual({ kind: 'fixed', from: 125_000, to: 175_000 });
  expect(zoomed(range, 0, 2)).toEqual({ kind: 'fixed', from: 50_000, to: 250_000 });
  expect(panned(range, 0, -1)).toEqual({ kind: 'fixed', from: 50_000, to: 150_000 });
});
