import { expect, test } from 'vitest';
import { targetText, windowText } from './plan-text.ts';

const everyone = { sites: [], devices: [], streams: [], labels: {} };
test.each([
  [everyone, 'every asset that it fits'],
  [{ ...everyone, sites: ['a', 'b'], labels: { line: '3' } }, 'site a, b; label line = 3'],
  [{ ...everyone, devices: ['p-1'], streams: ['loop'] }, 'device p-1; stream loop'],
])('for whom: %o', (target, text) => expect(targetText(target)).toBe(text));

test.each([
  [[2, 1], 'Mon, Tue 22:00–04:00 UTC'],
  [[0, 1, 2, 3, 4, 5, 6], 'every day 22:00–04:00 UTC'],
])('days %o', (days, text) =>
  expect(windowText({ days, from: '22:00', to: '04:00', timeZone: 'UTC' })).toBe(text),
);
