import type { Recording } from '@lookout/shared/detector/recording';
import { Random } from '@lookout/shared/simulator/random';
import { expect, test } from 'vitest';
import { arrivalShift } from './arrival-shift.ts';

const channels = 3;

/** Rows of noise about a level of their own. */
function recordingAt(level: number, seed: number, rows = 400): Recording {
  const random = new Random(seed);
  const breakBefore = new Uint8Array(rows);
  breakBefore[0] = 1;
  const values = Float64Array.from({ length: rows * channels }, () => level + random.normal());
  return { rows, channels, values, breakBefore, labels: null };
}

const recordingsAt = (levels: readonly number[], rows = 400) =>
  levels.map((level, i) => recordingAt(level, i + 1, rows));

test.each<[string, readonly Recording[], readonly [number, number]]>([
  ['recordings alike', recordingsAt([0, 0, 0, 0, 0]), [0, 1]],
  ['one steady recording', recordingsAt([0], 1200), [0, 1]],
  ['one of four apart', recordingsAt([0, 0, 0, 8]), [5, 100]],
  ['one recording that wanders', [wandering()], [5, 100]],
  ['one of twelve apart: eleven are no higher', recordingsAt([...Array(11).fill(0), 9]), [0, 1]],
  ['four of twelve apart', recordingsAt([...Array(8).fill(0), 6, -6, 9, -9]), [1.5, 100]],
  ['too few rows to tell', recordingsAt([0, 5], 60), [0, 0]],
  ['no other recording to learn from', recordingsAt([0], 40), [0, 0]],
])('%s', (_, recordings, [low, high]) => {
  const shift = arrivalShift(recordings, 10, 'hybrid');
  expect(shift).toBeGreaterThanOrEqual(low);
  expect(shift).toBeLessThanOrEqual(high);
});

test('a detector is judged by its own statistics where they are linear', () => {
  const apart = recordingsAt([0, 4, -4, 8]);
  const of = (kind: 'hybrid' | 'vae' | 'linear' | 'var1') => arrivalShift(apart, 10, kind);
  expect(of('hybrid')).toBe(of('linear'));
  expect(of('vae')).toBe(of('linear'));
  expect(of('var1')).not.toBe(of('linear'));
});

/** Its last quarter stands elsewhere. */
function wandering(): Recording {
  const parts = recordingsAt([0, 0, 0, 9], 300);
  const breakBefore = new Uint8Array(1200);
  breakBefore[0] = 1;
  const values = Float64Array.from(parts.flatMap((part) => [...part.values]));
  return { rows: 1200, channels, values, breakBefore, labels: null };
}
