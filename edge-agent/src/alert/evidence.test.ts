import { expect, test } from 'vitest';
import { evidenceOf } from './evidence.ts';

const channels = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ name: `c${i}`, unit: i === 0 ? 'bar' : null }));

test.each<[string, number[], [string, number][]]>([
  [
    'the worst first',
    [1, 3, 9],
    [
      ['c2', 0.8],
      ['c1', 0.2],
    ],
  ],
  ['only what lies above normal counts', [0.9, 1, 11], [['c2', 1]]],
  [
    'where nothing is strange, the largest',
    [0.5, 0.25, 0.25],
    [
      ['c0', 0.5],
      ['c1', 0.25],
      ['c2', 0.25],
    ],
  ],
  ['five at most', [2, 2, 2, 2, 2, 2, 2], [0, 1, 2, 3, 4].map((c) => [`c${c}`, 1 / 7])],
  ['crumbs are left out', [41, 2, 1], [['c0', 40 / 41]]],
])('%s', (_, errors, expected) => {
  const channelError = Float32Array.from(errors);
  const worst = { value: channelError, expected: channelError };
  const evidence = evidenceOf({ channelError, rebuilt: { worst } }, channels(errors.length));
  expect(evidence.map(({ channel }) => channel)).toEqual(expected.map(([channel]) => channel));
  evidence.forEach(({ share }, i) => {
    expect(share).toBeCloseTo(expected[i]?.[1] ?? -1);
  });
});

test('value stands against reconstruction with its unit; what is not finite is unknown', () => {
  const evidence = evidenceOf(
    {
      channelError: Float32Array.of(9, 5),
      rebuilt: {
        worst: { value: Float32Array.of(3, Number.NaN), expected: Float32Array.of(1, 2) },
      },
    },
    channels(2),
  );
  expect(evidence[0]).toMatchObject({ channel: 'c0', unit: 'bar', value: 3, expected: 1 });
  expect(evidence[1]).toMatchObject({ channel: 'c1', unit: null, value: null, expected: 2 });
});

test('a network that rebuilds nothing blames no channel', () => {
  const score = { channelError: Float32Array.of(0, 0), rebuilt: null };
  expect(evidenceOf(score, channels(2))).toEqual([]);
});
