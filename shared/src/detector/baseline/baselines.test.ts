import { expect, test } from 'vitest';
import { Baselines } from '../../bundle/baselines-file.ts';
import { Random } from '../../simulator/random.ts';
import { recordingOf } from '../recording.fixture.ts';
import type { Recording } from '../recording.ts';
import { windowEnds } from '../windows.ts';
import { type BaselineName, fitBaselines, scoreBaselines } from './baselines.ts';
import { pairRows, var1Rows } from './var1.ts';

const windowLength = 5;
const random = new Random(3);

/** Two channels that move together, each with a memory, a third that never moves. */
function walk(rows: number, change: (row: number, z: number[]) => number[]): Recording {
  let level = 0;
  return recordingOf(
    Array.from({ length: rows }, (_, row) => {
      level = 0.9 * level + random.normal();
      return change(row, [level, level + 0.1 * random.normal(), 4]);
    }),
  );
}

const normal = walk(2000, (_, z) => z);
const baselines = fitBaselines([normal], windowLength);

/** Mean score from row 100 on, when something happens, over the mean before. */
function rise(name: BaselineName, change: (z: number[]) => number[]): number {
  const recording = walk(200, (row, z) => (row < 100 ? z : change(z)));
  const ends = windowEnds(recording, windowLength);
  const scores = scoreBaselines(baselines, recording, ends)[name];
  const mean = (part: Float64Array) => part.reduce((sum, x) => sum + x, 0) / part.length;
  return mean(scores.subarray(100)) / mean(scores.subarray(0, 90));
}

test.each<[BaselineName, string, (z: number[]) => number[]]>([
  ['zmax', 'a channel far out', ([a = 0, b = 0, c = 0]) => [a + 20, b, c]],
  ['pcaT2', 'both channels far out together', ([a = 0, b = 0, c = 0]) => [a + 20, b + 20, c]],
  ['pcaSpe', 'the channels parting', ([a = 0, b = 0, c = 0]) => [a, b + 3, c]],
  ['windowMean', 'the channels parting', ([a = 0, b = 0, c = 0]) => [a, b + 3, c]],
  ['var1', 'a memory lost', () => [4 * random.normal(), 4 * random.normal(), 4]],
  ['zmax', 'a still channel moving', ([a = 0, b = 0]) => [a, b, 5]],
])('%s sees %s', (name, _, change) => expect(rise(name, change)).toBeGreaterThan(4));

test('SPE does not see a move within the plane, T² does', () => {
  const together = ([a = 0, b = 0, c = 0]: number[]) => [a + 20, b + 20, c];
  expect(rise('pcaSpe', together)).toBeLessThan(4);
});

test('what is fitted survives baselines.json', () => {
  const again = Baselines.parse(JSON.parse(JSON.stringify(baselines)));
  const ends = windowEnds(normal, windowLength);
  expect(scoreBaselines(again, normal, ends)).toEqual(scoreBaselines(baselines, normal, ends));
});

test('no pair of rows spans a break, and the first row of a run has no residual', () => {
  const pairs = pairRows(Float64Array.of(1, 2, 8, 9, 5), 1, Uint8Array.of(1, 0, 1, 0, 1));
  expect([[...pairs.from], [...pairs.to]]).toEqual([
    [1, 8],
    [2, 9],
  ]);
  const recording = { ...normal, breakBefore: normal.breakBefore.map((_, i) => (i % 5 ? 0 : 1)) };
  const rows = var1Rows(baselines.var1, recording.values, 3, recording.breakBefore);
  expect([rows[0], rows[5], rows[10]]).toEqual([0, 0, 0]);
  expect(rows[6]).toBeGreaterThan(0);
});
