import { expect, test } from 'vitest';
import { chooseLatents } from './measure-network.ts';

test.each([
  ['those in use, the most telling first', [0.5, 0.001, 2], [1, 0.1, 3], [2, 0]],
  ['one that varies little is not in use, however large its KL', [0.5, 0.009], [1, 9], [0]],
  ['none in use: the one that tells most', [0, 0.001, 0], [0.1, 0.2, 0.05], [1]],
])('%s', (_, variances, meanKl, chosen) =>
  expect(chooseLatents(variances, meanKl)).toEqual(chosen),
);
