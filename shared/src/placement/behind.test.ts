import { expect, test } from 'vitest';
import { behindAfter, behindAfterSwitch, type Cost, faded, worthASwitch } from './behind.ts';

const costs = (cpu: number | null, gpu: number | null, most = 5): ReadonlyMap<string, Cost> =>
  new Map([
    ['cpu', { perMs: cpu, most }],
    ['gpu', { perMs: gpu, most }],
  ]);

test.each([
  ['both cost the same', { cpu: 2, gpu: 0 }, costs(0.001, 0.001), { cpu: 2, gpu: 0 }],
  ['one falls behind', {}, costs(0.001, 0), { cpu: 1, gpu: 0 }],
  ['never further than a switch', { cpu: 4.5 }, costs(0.001, 0), { cpu: 5, gpu: 0 }],
  ['what is ahead is caught up with', { cpu: 0, gpu: 2 }, costs(0.003, 0), { cpu: 1, gpu: 0 }],
  [
    'what cannot be taken gains nothing',
    { cpu: 0, gpu: 2 },
    costs(0.003, null),
    { cpu: 0, gpu: 2 },
  ],
  [
    'what is dear to leave may fall further',
    { cpu: 4.5 },
    costs(0.003, 0, 20),
    { cpu: 7.5, gpu: 0 },
  ],
] as const)('%s', (_, before, perMs, after) =>
  expect(behindAfter(before, perMs, 1_000)).toEqual(after),
);

test('what was left has to make up for the way back', () =>
  expect(behindAfterSwitch({ cpu: 5, gpu: 0, other: 3 }, 'cpu', 'gpu')).toEqual({
    ...{ cpu: 5, gpu: 0, other: 3 },
  }));

test('what is not measured is forgotten', () =>
  expect(faded({ cpu: 5 }, 60_000).cpu).toBeCloseTo(5 / Math.E, 6));

test.each([
  [0, 6, 5],
  [3, 6, 5],
  [4, 6, 10],
  [6, 6, 40],
  [1, 0, 10],
])('after %i switches of %i allowed one is worth %i late windows', (switches, most, windows) =>
  expect(worthASwitch(switches, most)).toBe(windows),
);
