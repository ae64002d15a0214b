import { expect, test } from 'vitest';
import { isDue, lose } from './lost-providers.ts';

const second = 1_000;
const times = (n: number, random: number) =>
  Array.from({ length: n }).reduce<ReturnType<typeof lose>>(
    (lost) => lose(lost, 'cuda', 0, random),
    [],
  );

test.each([
  [1, 0, 15 * second],
  [1, 1, 30 * second],
  [2, 1, 60 * second],
  [8, 1, 3_600 * second],
  [200, 0, 1_800 * second],
])('after failure %i, with a random part of %d, the wait is %i ms', (n, random, ms) => {
  expect(times(n, random)).toEqual([{ provider: 'cuda', attempts: n, retryAt: ms }]);
});

test('each provider is counted by itself', () => {
  const lost = lose(lose([], 'cuda', 0, 1), 'webgpu', 0, 1);
  expect(lost.map(({ provider, attempts }) => [provider, attempts])).toEqual([
    ['cuda', 1],
    ['webgpu', 1],
  ]);
});

test.each([
  [99, false],
  [100, true],
  [-8_000_000, true], // the clock was set back by hours
])('due at 100, at %i: %s', (now, due) =>
  expect(isDue({ provider: 'cuda', attempts: 1, retryAt: 100 }, now)).toBe(due),
);
