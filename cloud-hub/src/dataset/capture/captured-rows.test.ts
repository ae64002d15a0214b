import { gzipSync } from 'node:zlib';
import { packColumns } from '@lookout/shared/table/packed-columns';
import { expect, test } from 'vitest';
import { recordingOfBlocks } from './captured-rows.ts';

const stretch = {
  device: 'pump-1',
  stream: 'loop',
  fromAt: 1000,
  toAt: 9000,
  channels: 1,
  periodMs: 1000,
};
const none = Number.NaN;

/** [at, sourceAt, value] of each row. */
const block = (...rows: [number, number, number][]): Buffer =>
  gzipSync(packColumns([0, 1, 2].map((c) => Float64Array.from(rows, (row) => row[c] ?? 0))));
const gone = Buffer.alloc(0);

test.each([
  [
    'rows outside are cut off',
    [block([0, none, 1], [1000, none, 2]), block([9000, none, 3], [10_000, none, 4])],
    { times: [1000, 9000], values: [2, 3], breaks: [1, 1], warnings: 0 },
  ],
  [
    'rows without a value are left out, and nothing spans them',
    [
      block(
        [1000, none, 1],
        [2000, none, none],
        [3000, none, Infinity],
        [4000, none, 4],
        [5000, none, 5],
      ),
    ],
    { times: [1000, 4000, 5000], values: [1, 4, 5], breaks: [1, 1, 0], warnings: 1 },
  ],
  [
    'blocks that are gone: nothing spans them either',
    [block([1000, none, 1]), gone, block([2000, none, 2])],
    { times: [1000, 2000], values: [1, 2], breaks: [1, 1], warnings: 1 },
  ],
  [
    'a replay keeps its own times, and begins anew where the recording does',
    [block([1000, 500_000, 1], [1100, 501_000, 2], [1200, 500_000, 3])],
    { times: [500_000, 501_000, 500_000], values: [1, 2, 3], breaks: [1, 0, 1], warnings: 0 },
  ],
  ['nothing', [gone], { times: [], values: [], breaks: [], warnings: 1 }],
])('%s', (_, blocks, expected) => {
  const { recording: stored, warnings } = recordingOfBlocks(stretch, blocks);
  expect({
    times: stored.timesMs,
    values: [...stored.recording.values],
    breaks: [...stored.recording.breakBefore],
    warnings: warnings.length,
  }).toEqual(expected);
  expect(stored).toMatchObject({
    file: 'pump-1-loop',
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});
