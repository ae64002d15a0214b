import { maxUnitsPerRequest } from '@lookout/shared/protocol/blocks';
import type { IndexRange } from '@lookout/shared/protocol/capture';
import { expect, test } from 'vitest';
import { cutBlocks } from './cut-blocks.ts';

test.each<[what: string, missing: IndexRange[], unitsPerBlock: number, cuts: string]>([
  ['a whole file', [[0, 9]], 4, '0+4 4+4 8+2'],
  ['one unit', [[3, 3]], 4, '3+1'],
  ['from within a block, so that the next ones are those of everybody', [[3, 9]], 4, '3+1 4+4 8+2'],
  [
    'holes',
    [
      [0, 0],
      [5, 6],
    ],
    4,
    '0+1 5+2',
  ],
  ['beyond the end', [[8, 20]], 4, '8+2'],
  ['nothing of it is there', [[10, 20]], 4, ''],
  ['backwards', [[5, 2]], 4, ''],
])('%s', (_what, missing, unitsPerBlock, cuts) => {
  const text = cutBlocks({ missing, unitsPerBlock }, 10).map(
    ({ index, units }) => `${index}+${units}`,
  );
  expect(text.join(' ')).toBe(cuts);
});

test('no request is answered without end, however it is put', () => {
  const everything: IndexRange[] = Array.from({ length: 64 }, () => [0, 9_999]);
  const cuts = cutBlocks({ missing: everything, unitsPerBlock: 16 }, 10_000);
  expect(cuts.reduce((sum, { units }) => sum + units, 0)).toBe(maxUnitsPerRequest);
});
