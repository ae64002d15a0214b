import { expect, test } from 'vitest';
import { attributionRank } from './attribution-rank.ts';

test.each([
  [[0.7, 0.2, 0.1], 0, 1],
  [[0.7, 0.2, 0.1], 2, 3],
  [[0.5, 0.5, 0], 0, 2],
  [[0.25, 0.25, 0.25, 0.25], 1, 4],
  [[0, 0], 0, 2],
])('in %j channel %d is number %d', (shares, channel, rank) => {
  expect(attributionRank(shares, channel)).toBe(rank);
});
