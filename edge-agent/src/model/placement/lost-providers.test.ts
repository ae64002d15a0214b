import { expect, test } from 'vitest';
import { lose } from './lost-providers.ts';

const second = 1_000;
const times = (n: number, random: number) =>
  Array.from({ length: n }).reduce<ReturnType<typeof lose>>(
    (lost) => lose({ lost, passedMs: 7 }, 'cuda', 1_000_000, random),
    [],
  );

test.each([
  [1, 0, 15 * second],
  [1, 1, 30 * second],
  [2, 1, 60 * second],
  [8, 1, 3_600 * second],
  [200, 0, 1_800 * second],
])('after failure %i, with a random part of %d, the wait is %i ms', (n, random, ms) => {
  expect(times(n, random)).toEqual([
    { provider: 'cuda', attempts: n, dueMs: 7 + ms, retryAt: 1_000_000 + ms },
  ]);
});

test('each provider is counted by itself', () => {
  const lost = lose(
    { lost: lose({ lost: [], passedMs: 0 }, 'cuda', 0, 1), passedMs: 0 },
    'webgpu',
    0,
    1,
  );
  expect(lost.map(({ provider, attempts }) => [provider, attempts])).toEqual([
    ['cuda', 1],
    ['webgpu', 1],
  ]);
});
