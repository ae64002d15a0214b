import { expect, test } from 'vitest';
import { spearman } from './spearman.ts';

test.each([
  [[1, 2, 3], [10, 20, 1000], 1],
  [[1, 2, 3], [3, 2, 1], -1],
  [[1, 2, 3, 4], [1, 3, 2, 4], 0.8],
  [[1, 1, 2, 3], [1, 2, 3, 4], Math.sqrt(0.9)], // ties share the ranks 1 and 2
])('%j and %j', (a, b, rho) => expect(spearman(a, b)).toBeCloseTo(rho, 9));

test('says nothing where one side never changes', () =>
  expect(spearman([1, 2, 3], [4, 4, 4])).toBeNaN());
