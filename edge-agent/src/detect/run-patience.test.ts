import { expect, test } from 'vitest';
import { type KnownRuns, RunTimes, runPatienceMs } from './run-patience.ts';

const runs = (strideMs: number | null, longestMs: number | null, loadMs = 300): KnownRuns => ({
  ...{ strideMs, loadMs, longestMs },
});

test.each<[string, KnownRuns, number]>([
  ['a quick run, a window a second', runs(1_000, 20), 1_000],
  ['a quick run, ten windows a second: the machine may stall', runs(100, 20), 1_000],
  ['a window every three seconds', runs(3_000, 20), 3_000],
  ['a window a minute: not for ever', runs(60_000, 20), 10_000],
  ['a slow run may be stretched', runs(1_000, 400), 2_000],
  ['a very slow one, not for ever', runs(1_000, 8_500), 10_000],
  ['the first one after a quick load', runs(1_000, null, 300), 1_000],
  ['the first one, shaders were compiled', runs(1_000, null, 4_000), 8_000],
  ['the first one, engines were built', runs(1_000, null, 300_000), 10_000],
  ['nobody waits for its windows', runs(null, 20), 10_000],
])('%s', (_, known, ms) => expect(runPatienceMs(known)).toBe(ms));

test('a size that was not run yet is not judged by the others, nor a model that was loaded anew', () => {
  const times = new RunTimes();
  times.loaded(500);
  times.ran(1, 20);
  expect(times.known(1)).toEqual({ loadMs: 500, longestMs: 20 });
  expect(times.known(2)).toEqual({ loadMs: 500, longestMs: null });
  times.loaded(700);
  expect(times.known(1)).toEqual({ loadMs: 700, longestMs: null });
});

test('the longest run counts, and fades', () => {
  const times = new RunTimes();
  times.ran(1, 1_000);
  times.ran(1, 10);
  expect(times.known(1).longestMs).toBe(980);
  for (let i = 0; i < 300; i++) times.ran(1, 10);
  expect(times.known(1).longestMs).toBe(10);
});
