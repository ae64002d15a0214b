import { Matrix } from 'ml-matrix';
import { expect, test } from 'vitest';
import {
  centre,
  columnMeans,
  crossProduct,
  inverseSpd,
  ledoitWolf,
  quadraticForm,
} from './covariance.ts';

const data = Float64Array.from(
  Array.from({ length: 12 }, (_, i) => [i, 2 * i + ((i * 7) % 5) - 2, ((i * 3) % 4) - 1.5]).flat(),
);

test('the shrunk covariance is that of scikit-learn 1.7', () => {
  const shrunk = ledoitWolf(centre(data, 3, columnMeans(data, 3)), 3).to2DArray();
  const expected = [
    [13.0529631107, 20.9399387611, 0.2188843773],
    [20.9399387611, 46.372029432, 0.5107302137],
    [0.2188843773, 0.5107302137, 3.7138963462],
  ];
  for (const [i, row] of expected.entries())
    for (const [j, value] of row.entries()) expect(shrunk[i]?.[j]).toBeCloseTo(value, 8);
});

test('constant columns shrink to zero instead of to NaN', () => {
  expect(ledoitWolf(new Float64Array(12), 3).to1DArray()).toEqual(new Array(9).fill(0));
});

test('XᵀY adds up over the rows', () => {
  const product = crossProduct(Float64Array.of(1, 2, 3, 4), 2, Float64Array.of(5, 6), 1);
  expect(product.to2DArray().map((row) => [...row])).toEqual([[1 * 5 + 3 * 6], [2 * 5 + 4 * 6]]);
});

test('vᵀPv with P the inverse of a covariance is a squared Mahalanobis distance', () => {
  const precision = inverseSpd(
    new Matrix([
      [4, 0],
      [0, 0.25],
    ]),
  );
  expect(quadraticForm(precision, Float64Array.of(9, 9, 2, 1), 2, 1)).toBeCloseTo(1 + 4, 12);
});
