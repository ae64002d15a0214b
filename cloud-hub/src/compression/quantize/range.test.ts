import { expect, test } from 'vitest';
import { affineOf } from './range.ts';

test.each([
  [{ low: -1, high: 1.55 }, 0.01, 100],
  [{ low: 0, high: 2.55 }, 0.01, 0],
  [{ low: 1, high: 2.55 }, 0.01, 0], // 0 is always held
  [{ low: -2.55, high: -1 }, 0.01, 255],
])('%j', (range, scale, zeroPoint) => {
  const affine = affineOf('x', range);
  expect(affine.scale).toBeCloseTo(scale, 7);
  expect(affine.zeroPoint).toBe(zeroPoint);
});

test('a value that is always 0 has a scale', () => {
  const { scale, zeroPoint } = affineOf('x', { low: 0, high: 0 });
  expect(scale).toBeGreaterThan(0);
  expect(zeroPoint).toBe(0);
});

test.each([
  { low: Number.NaN, high: 1 },
  { low: 0, high: Number.POSITIVE_INFINITY },
  { low: 2, high: 1 },
])('%j is refused by name', (range) => {
  expect(() => affineOf('Relu_3', range)).toThrow(
    expect.objectContaining({ code: 'bad_range', message: expect.stringMatching('Relu_3') }),
  );
});
