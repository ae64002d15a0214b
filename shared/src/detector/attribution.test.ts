import { expect, test } from 'vitest';
import { channelShares } from './attribution.ts';

test.each([
  ['one sick among many healthy', [1, 1, 1, 1, 9], [0, 0, 0, 0, 1]],
  ['two sick', [0.5, 3, 7], [0, 0.25, 0.75]],
  ['all healthy', [0.5, 0.5, 1], [0.25, 0.25, 0.5]],
  ['no error at all', [0, 0], [0, 0]],
])('%s', (_, errors, shares) => expect(channelShares(errors)).toEqual(shares));
