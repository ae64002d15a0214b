import { expect, test } from 'vitest';
import { higherOf, priorityOf } from './priority.ts';

const s = 1_000;
test.each([
  { peak: 7, raise: 6, durationMs: 2 * s, priority: 'low' },
  { peak: 11.9, raise: 6, durationMs: 2 * s, priority: 'low' },
  { peak: 12, raise: 6, durationMs: 2 * s, priority: 'medium' },
  { peak: 23.9, raise: 6, durationMs: 2 * s, priority: 'medium' },
  { peak: 24, raise: 6, durationMs: 2 * s, priority: 'high' },
  { peak: 7, raise: 6, durationMs: 120 * s, priority: 'medium' },
  { peak: 7, raise: 6, durationMs: 3600 * s, priority: 'medium' },
  { peak: 12, raise: 6, durationMs: 300 * s, priority: 'high' },
  // A level near or below the median gives no scale of its own.
  { peak: 2, raise: 0, durationMs: 0, priority: 'medium' },
  { peak: -1, raise: -2, durationMs: 0, priority: 'low' },
] as const)('peak $peak over $raise for $durationMs ms is $priority', (given) =>
  expect(priorityOf(given.peak, given.raise, given.durationMs)).toBe(given.priority),
);

test.each([
  ['low', 'medium', 'medium'],
  ['high', 'medium', 'high'],
  ['low', 'low', 'low'],
] as const)('of %s and %s the higher is %s', (a, b, higher) => expect(higherOf(a, b)).toBe(higher));
