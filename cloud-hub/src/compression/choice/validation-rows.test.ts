import { faultKinds } from '@lookout/shared/detector/faults/fault';
import type { Recording } from '@lookout/shared/detector/recording';
import { expect, test } from 'vitest';
import { simulatedRecording } from '../bundle/loop.fixture.ts';
import { chooseValidationRows } from './validation-rows.ts';

const windowLength = 10;

/** The first channel of each recording counts its rows, so that they can be told apart. */
function numbered(rows: number, run: number, labelled = 0): Recording {
  const recording = simulatedRecording(rows, { run });
  const values = recording.values.map((value, i) =>
    i % recording.channels === 0 ? 10_000 * run + i / recording.channels : value,
  );
  const labels = Uint8Array.from({ length: rows }, (_, row) => (row < labelled ? 1 : 0));
  return { ...recording, values, labels };
}

const numbersIn = (parts: readonly Recording[]): number[] =>
  parts.flatMap(({ rows, channels, values }) =>
    Array.from({ length: rows }, (_, row) => values[row * channels] ?? 0),
  );
const span = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const choose = (recordings: readonly Recording[]) =>
  chooseValidationRows(recordings, windowLength, 1);

test('each recording is fitted, then calibrated, then judged', () => {
  const rows = choose([numbered(1000, 1), numbered(500, 2)]);
  expect(numbersIn(rows?.learn.fit ?? [])).toEqual([
    ...span(10_000, 10_600),
    ...span(20_000, 20_300),
  ]);
  expect(numbersIn(rows?.learn.calibrate ?? [])).toEqual([
    ...span(10_600, 10_800),
    ...span(20_300, 20_400),
  ]);
  expect(numbersIn(rows?.judge ?? [])).toEqual([...span(10_800, 11_000), ...span(20_400, 20_500)]);
  expect(rows?.judgedOn).toContain('the last fifth of each recording (300 normal rows');
});

test('rows labelled anomalous are neither learned nor judged', () => {
  const rows = choose([numbered(1000, 1, 200)]);
  expect(numbersIn(rows?.learn.all ?? [])).toEqual(span(10_200, 10_840));
  expect(numbersIn(rows?.judge ?? [])).toEqual(span(10_840, 11_000));
});

test('of recordings too short to spare a part, the last ones judge', () => {
  const rows = choose(span(1, 13).map((run) => numbered(80, run)));
  expect(rows?.judgedOn).toContain('the last fifth of all recordings together');
  expect(Math.max(...numbersIn(rows?.learn.all ?? []))).toBeLessThan(
    Math.min(...numbersIn(rows?.judge ?? [])),
  );
});

test('rows that calibrate judge too where there are no others', () => {
  const rows = choose([numbered(250, 1)]);
  expect(rows?.judgedOn).toContain('too few to set some apart');
  expect(rows?.judge).toEqual(rows?.learn.calibrate);
});

test('where no fault fits between the gaps there is nothing to compare', () => {
  const recording = numbered(600, 1);
  const breakBefore = recording.breakBefore.map((_, row) => (row % 30 === 0 ? 1 : 0));
  expect(choose([{ ...recording, breakBefore }])).toBeNull();
});

test('too few rows for training are refused', () => {
  expect(() => choose([numbered(100, 1)])).toThrow('too few');
});

test('every kind of fault is injected, at the same places for the same seed', () => {
  const rows = choose([numbered(1000, 1)]);
  expect(new Set(rows?.faults.map(({ kind }) => kind))).toEqual(new Set(faultKinds));
  expect(choose([numbered(1000, 1)])?.faults).toEqual(rows?.faults);
});
