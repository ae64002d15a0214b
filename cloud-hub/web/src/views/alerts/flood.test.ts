import { expect, test } from 'vitest';
import { alertOf } from '../../sample.fixture.ts';
import { floodsOf } from './flood.ts';

const minute = 60_000;
/** `count` alerts of a site, evenly from a minute on. */
const burst = (count: number, fromMinute: number, everyMs: number, site = 'plant-a') =>
  Array.from({ length: count }, (_, i) =>
    alertOf({
      id: `${site}-${fromMinute}-${i}`,
      site,
      raisedAt: fromMinute * minute + i * everyMs,
    }),
  );
const sizes = (alerts: ReturnType<typeof burst>) =>
  floodsOf(alerts).map((flood) => [flood.site, flood.alerts.length]);

test.each([
  ['nine in ten minutes are many, not a flood', burst(9, 0, 1_000), []],
  ['ten in ten minutes', burst(10, 0, minute), [['plant-a', 10]]],
  ['ten in more than ten minutes', burst(10, 0, 70_000), []],
  ['a long flood is one', burst(60, 0, 20_000), [['plant-a', 60]]],
  [
    'two with an hour between',
    [...burst(12, 0, 1_000), ...burst(15, 60, 1_000)],
    [
      ['plant-a', 12],
      ['plant-a', 15],
    ],
  ],
  [
    'ten over two sites are no flood of either',
    [...burst(5, 0, 1_000), ...burst(5, 0, 1_000, 'plant-b')],
    [],
  ],
  ['a few before it stay out', [...burst(3, 0, 1_000), ...burst(10, 30, 1_000)], [['plant-a', 10]]],
] as [string, ReturnType<typeof burst>, unknown][])('%s', (_name, alerts, expected) =>
  expect(sizes(alerts)).toEqual(expected),
);

test('the first-out is the oldest, in whatever order the alerts come', () => {
  expect(floodsOf(burst(12, 5, 1_000).reverse())[0]?.firstOut.id).toBe('plant-a-5-0');
});
