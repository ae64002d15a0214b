import { expect, test } from 'vitest';
import type { CaptureArgs } from './capture-sender.ts';
import { indicesOf, planCapture } from './plan.ts';

const args: CaptureArgs = {
  capture: '00000000-0000-4000-8000-000000000001',
  stream: 'loop',
  from: Date.UTC(2026, 0, 1),
  to: Date.UTC(2026, 0, 2),
  maxRows: 100,
  rest: null,
};
const held = { fromAt: Date.UTC(2026, 1, 1), toAt: Date.UTC(2026, 1, 2) };
const block = (number: number, rows = 10, layout = 1) => ({ number, rows, layout });
const holding = (...blocks: ReturnType<typeof block>[]) => ({ ring: 'r', blocks, held });

test.each([
  ['one block', [block(7)], { firstBlock: 7, total: 1, wanted: [[0, 0]] }],
  ['several', [block(7), block(8), block(9)], { firstBlock: 7, total: 3, wanted: [[0, 2]] }],
  [
    'a clock that went to and fro: the numbers between are told as they are',
    [block(7), block(9)],
    { firstBlock: 7, total: 3, wanted: [[0, 2]] },
  ],
  [
    'another detector before',
    [block(7, 500, 1), block(8, 10, 2), block(9, 10, 2)],
    { firstBlock: 8, total: 2, wanted: [[0, 1]] },
  ],
])('%s', (_, blocks, plan) => expect(planCapture(args, holding(...blocks))).toEqual(plan));

const rest = { ring: 'r', firstBlock: 3, total: 9, missing: [[2, 3]] as [number, number][] };

test('the rest is what the hub says is missing', () => {
  const plan = planCapture({ ...args, rest }, { ring: 'r', blocks: [], held: null });
  expect(plan).toEqual({ firstBlock: 3, total: 9, wanted: [[2, 3]] });
});

test.each([
  ['too many rows', args, holding(block(7, 60), block(8, 60)), /120 rows.*at most 100.*shorter/],
  ['an empty ring', args, { ...holding(), held: null }, /no rows.*the ring is empty/],
  [
    'outside',
    args,
    holding(),
    /no rows from 2026-01-01T00:00:00Z.*holds 2026-02-01T00:00:00Z to 2026-02-02T00:00:00Z/,
  ],
  ['the rest of another ring', { ...args, rest: { ...rest, ring: 'old' } }, holding(), /anew/],
])('refused in words: %s', (_, asked, ring, words) => {
  expect(() => planCapture(asked, ring)).toThrow(words);
});

test('indices of ranges', () => {
  expect([
    ...indicesOf([
      [0, 2],
      [5, 5],
    ]),
  ]).toEqual([0, 1, 2, 5]);
});
