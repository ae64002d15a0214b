import { expect, test } from 'vitest';
import { defaultBlockLength, drawBlocks } from './block-bootstrap.ts';

/** Gives the numbers one by one. */
function script(numbers: readonly number[]): () => number {
  let next = 0;
  return () => numbers[next++] ?? Number.NaN;
}

test.each<[string, number[], number, number[], number[]]>([
  // Starts 0.5·6 = 3 and 0·6 = 0: windows 3 4 5, then 0 1 2.
  ['two blocks of three', [6], 3, [0.5, 0], [1, 1, 1, 1, 1, 1]],
  // Starts 5 and 4: 5 0 1, then 4 5 0.
  ['a block goes on at the beginning', [6], 3, [0.84, 0.67], [2, 1, 0, 0, 1, 2]],
  // Starts 1, 1 and 0: 1 2, 1 2, and of the third block only 0.
  ['the last block is cut', [5], 2, [0.2, 0.2, 0], [1, 2, 2, 0, 0]],
  // The first recording: starts 1 and 1 of two; the second: 0.5·4 = 2: 2 3, and 3 0.
  ['blocks stay in their recording', [2, 4], 2, [0.5, 0.5, 0.5, 0.75], [0, 2, 1, 0, 1, 2]],
])('%s', (_, runs, blockLength, numbers, counts) => {
  const drawn = new Uint16Array(counts.length).fill(9);
  drawBlocks(drawn, { runs, blockLength, random: script(numbers) });
  expect([...drawn]).toEqual(counts);
});

test.each([
  [[], 50],
  [[10, 20, 30], 50],
  [[40, 300, 200], 200],
])('events of %j windows give blocks of %i', (events, length) =>
  expect(defaultBlockLength(10, events)).toBe(length),
);
