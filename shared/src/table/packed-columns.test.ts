import { expect, test } from 'vitest';
import { packColumns, unpackColumns } from './packed-columns.ts';

const cases: [string, number[], number][] = [
  ['constant', [5, 5, 5, 5], 9],
  ['all missing', [Number.NaN, Number.NaN], 9],
  ['times, with a clock set back', [1795e9, 1795e9 + 1000, 1795e9 + 2000, 1795e9 - 60_000], 21],
  ['flags', [0, 0, 1, 0], 21],
  ['float32', [0.5, Math.fround(0.1), Number.NaN, -0], 17],
  ['float64', [0.1, 0.2, Number.NaN, 1e300], 33],
  ['steps too long', [0, 2 ** 40, 1, 5], 17],
  ['infinite', [1, Number.POSITIVE_INFINITY], 9],
  ['empty', [], 9],
];

test.each(cases)('%s: comes back as it was', (_, values, bytes) => {
  const packed = packColumns([Float64Array.from(values)]);
  expect(packed.length).toBe(12 + bytes);
  const [column] = unpackColumns(packed);
  expect(Array.from(column ?? [])).toEqual(values);
});

test('several columns, from the middle of a larger buffer', () => {
  const packed = packColumns([Float64Array.of(1, 2), Float64Array.of(0.1, 7)]);
  const larger = new Uint8Array(packed.length + 3);
  larger.set(packed, 3);
  expect(unpackColumns(larger.subarray(3)).map((column) => [...column])).toEqual([
    [1, 2],
    [0.1, 7],
  ]);
});

test('columns of unlike length are refused', () => {
  expect(() => packColumns([Float64Array.of(1), Float64Array.of(1, 2)])).toThrow(RangeError);
});

const packed = packColumns([Float64Array.of(0.1, 0.2, 0.3)]);
const changed = (at: number, byte: number) => packed.map((old, i) => (i === at ? byte : old));
test.each([
  ['another format', Uint8Array.from('PK\u0003\u0004 and so on....', (c) => c.charCodeAt(0))],
  ['nothing', new Uint8Array(0)],
  ['cut short', packed.subarray(0, packed.length - 1)],
  ['bytes left over', Uint8Array.of(...packed, 0)],
  ['an unknown form', changed(12, 9)],
  ['more rows promised than there are', changed(7, 0xff)],
  ['more columns promised than there are', changed(8, 2)],
])('refused: %s', (_, bytes) => expect(() => unpackColumns(bytes)).toThrow(RangeError));
