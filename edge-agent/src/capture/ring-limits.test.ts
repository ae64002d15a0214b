import { expect, test } from 'vitest';
import { excessBytes, rowsPerBlock } from './ring-limits.ts';

const mb = 1024 * 1024;
const limits = { maxBytes: 66 * mb, maxAgeMs: 1, keepFreeBytes: 100 * mb };

test.each([
  ['half full', 30 * mb, 500 * mb, 0],
  ['full', 64 * mb, 500 * mb, 6.4 * mb],
  ['a disk that is almost full', 30 * mb, 90 * mb, 10 * mb],
  ['a full disk takes all of it', 30 * mb, 0, 30 * mb],
  ['both: the larger', 64 * mb, 99 * mb, 6.4 * mb],
  ['a disk that does not say', 30 * mb, null, 0],
])('%s', (_, used, free, excess) => {
  expect(excessBytes(limits, used, free)).toBeCloseTo(excess, 0);
});

test.each([
  [1, 4096],
  [8, 512],
  [52, 78],
  [1000, 16],
])('%i channels: blocks of %i rows', (channels, rows) => {
  expect(rowsPerBlock(channels)).toBe(rows);
});
