import { expect, test } from 'vitest';
import { int8Weight, roundEven } from './int8-weight.ts';

const weight = { shape: [2, 3], data: Float32Array.of(1, -2, 0, 4, 0.5, 0) };

test.each([
  [0, [2 / 127, 4 / 127], [64, -127, 0, 127, 16, 0]],
  [1, [4 / 127, 2 / 127, 1e-12 / 127], [32, -127, 0, 127, 32, 0]],
] as const)('along axis %i every channel has its own scale', (axis, scales, values) => {
  const rounded = int8Weight('w', weight, axis);
  expect([...rounded.values]).toEqual(values);
  expect([...rounded.scales]).toEqual([...Float32Array.from(scales)]);
});

test('a lower bound of a scale holds', () => {
  const { values, scales } = int8Weight('w', weight, 0, 8, (channel) => (channel === 0 ? 1 : 0));
  expect([...values]).toEqual([1, -2, 0, 127, 16, 0]);
  expect(scales[0]).toBe(1);
});

test('in seven bits two products of a pair stay within 16 bits', () => {
  const { values, scales } = int8Weight('w', weight, 0, 7);
  expect([...values]).toEqual([31, -63, 0, 63, 8, 0]);
  expect(scales[1]).toBeCloseTo(4 / 63, 6);
});

test.each([
  [0.5, 0],
  [1.5, 2],
  [-0.5, 0],
  [-1.5, -2],
  [2.49, 2],
  [-2.51, -3],
])('%f rounds to %f', (value, rounded) => expect(roundEven(value)).toBeCloseTo(rounded, 9));

test.each([Number.NaN, Number.POSITIVE_INFINITY])('a weight of %f is refused by name', (bad) => {
  const broken = { shape: [1, 2], data: Float32Array.of(1, bad) };
  expect(() => int8Weight('layer.weight', broken, 0)).toThrow(
    expect.objectContaining({
      code: 'bad_weights',
      message: expect.stringMatching('layer.weight'),
    }),
  );
});
