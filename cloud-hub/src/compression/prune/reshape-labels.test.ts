import { describe, expect, test } from 'vitest';
import { LabelPool } from './label-pool.ts';
import { reshapeLabels } from './reshape-labels.ts';

const batch = 'batch';
type Size = number | string;

/** Labels 0, 1, 2 … along one axis before; along each axis after, and those that can never go. */
function reshaped(from: readonly Size[], axis: number, to: readonly Size[]) {
  const pool = new LabelPool();
  const count = Number(from[axis]);
  const own = from.map((_, i) => (i === axis ? pool.fresh(count, 0) : null));
  const after = reshapeLabels(pool, own, from, to);
  return {
    labels: after.map((labels) => labels && [...labels].map((label) => pool.root(label))),
    kept: Array.from({ length: count }, (_, i) => i).filter((label) => pool.isKept(label)),
  };
}

describe('channels through a reshape', () => {
  test.each<[string, Size[], number, Size[], (number[] | null)[]]>([
    ['as it was', [batch, 3], 1, [batch, 3], [null, [0, 1, 2]]],
    [
      'flattened: each as often as it has rows',
      [batch, 3, 2],
      1,
      [batch, 6],
      [null, [0, 0, 1, 1, 2, 2]],
    ],
    ['flattened with the channels last', [batch, 2, 3], 2, [batch, 6], [null, [0, 1, 2, 0, 1, 2]]],
    ['flattened from between', [batch, 2, 2, 2], 2, [batch, 8], [null, [0, 0, 1, 1, 0, 0, 1, 1]]],
    [
      'spread out: neighbours become one channel',
      [batch, 6],
      1,
      [batch, 2, 3],
      [null, [0, 3], null],
    ],
    ['an axis of 1 put in', [batch, 4], 1, [batch, 1, 4], [null, null, [0, 1, 2, 3]]],
    ['axes of 1 put behind', [batch, 4], 1, [batch, 4, 1, 1], [null, [0, 1, 2, 3], null, null]],
    ['an axis of 1 before', [batch, 1, 4], 2, [batch, 4], [null, [0, 1, 2, 3]]],
    ['only rows are split', [batch, 2, 6], 1, [batch, 2, 2, 3], [null, [0, 1], null, null]],
    ['only rows are joined', [batch, 2, 2, 3], 1, [batch, 2, 6], [null, [0, 1], null]],
  ])('%s', (_, from, axis, to, labels) => {
    expect(reshaped(from, axis, to)).toEqual({ labels, kept: [] });
  });

  test.each<[string, Size[], number, Size[]]>([
    ['sizes that do not fit into each other', [batch, 4, 3], 1, [batch, 6, 2]],
    ['rows that become part of two axes', [batch, 3, 4], 2, [batch, 2, 6]],
  ])('%s keep them', (_, from, axis, to) => {
    const { labels, kept } = reshaped(from, axis, to);
    expect(labels.every((one) => one === null)).toBe(true);
    expect(kept).toHaveLength(Number(from[axis]));
  });

  test('channels that are joined go together, and keep each other', () => {
    const pool = new LabelPool();
    const own = pool.fresh(4, 0);
    reshapeLabels(pool, [null, own], [batch, 4], [batch, 2, 2]);
    pool.keep([Int32Array.of(own[1] ?? 0)]);
    expect([...own].map((label) => pool.isKept(label))).toEqual([true, true, false, false]);
  });
});
