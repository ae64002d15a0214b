import { ScoreBlock } from '@lookout/shared/protocol/scores';
import { expect, test } from 'vitest';
import type { ScoredWindow } from '../detect/scored-window.ts';
import { ScoreBlocks } from './score-blocks.ts';

const origin = (channels: number) => ({
  stream: 'pump',
  modelDigest: 'a'.repeat(64),
  variant: 'fp32',
  channels: Array.from({ length: channels }, (_, c) => `c${c}`),
});

function windowAt(at: number, last: (number | null)[], scored = true): ScoredWindow {
  const values = Float32Array.from(last, (value) => value ?? 0);
  return {
    window: {
      ...{ stream: 'pump', at, sourceAt: null, elapsedMs: at, data: values, last },
      quality: { scored: true },
    },
    verdict: scored
      ? {
          kind: 'scored',
          score: {
            ...{ score: 1, channelError: values, latentKl: values, latencyUs: 80 },
            rebuilt: {
              expected: Float32Array.of(1 / 3, 2 / 3),
              worst: { value: values, expected: values },
            },
          },
        }
      : { kind: 'notScored' },
  };
}

test('windows become columns; what was not scored is null, not 0', () => {
  const blocks = new ScoreBlocks(origin(2));
  expect(blocks.take()).toBeNull();
  blocks.add(windowAt(1, [0.1234567, 5]), 2.5, 6);
  blocks.add(windowAt(2, [null, 7], false), null, 6);
  const block = blocks.take();
  expect(block).toMatchObject({
    at: [1, 2],
    sourceAt: null,
    score: [2.5, null],
    threshold: [6, 6],
    latencyUs: [80, null],
    values: [
      [0.123457, null],
      [5, 7],
    ],
    expected: [
      [0.333333, null],
      [0.666667, null],
    ],
  });
  expect(ScoreBlock.safeParse({ ...block, seq: 1, replayed: false }).success).toBe(true);
  expect(blocks.take()).toBeNull();
});

test.each([1, 8, 52, 1024])('a full block of %i channels stays below 64 KiB', (channels) => {
  const blocks = new ScoreBlocks(origin(channels));
  const wide = Array.from({ length: channels }, () => -123_456.789);
  let full = null;
  for (let at = 1_700_000_000_000; full === null; at += 1)
    full = blocks.add(windowAt(at, wide), -123_456.789, -123_456.789);
  expect(full.at).toHaveLength(blocks.capacity);
  expect(JSON.stringify(full).length).toBeLessThan(64 * 1024);
});
