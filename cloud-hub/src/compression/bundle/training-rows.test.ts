import { countRows, type Recording } from '@lookout/shared/detector/recording';
import { expect, test } from 'vitest';
import { chooseTrainingRows, collectWindows } from './training-rows.ts';

function recording(rows: number, labels?: (row: number) => number): Recording {
  const breakBefore = new Uint8Array(rows);
  breakBefore[0] = 1;
  return {
    rows,
    channels: 1,
    values: Float64Array.from({ length: rows }, (_, row) => row),
    breakBefore,
    labels: labels ? Uint8Array.from({ length: rows }, (_, row) => labels(row)) : null,
  };
}

test('the last quarter of every recording calibrates', () => {
  const { all, fit, calibrate } = chooseTrainingRows([recording(400), recording(200)], 10);
  expect([countRows(all), countRows(fit), countRows(calibrate)]).toEqual([600, 450, 150]);
  expect(calibrate.map(({ values }) => values[0])).toEqual([300, 150]);
});

test('recordings too short to be cut one by one are cut as one', () => {
  const short = Array.from({ length: 40 }, () => recording(20));
  const { fit, calibrate } = chooseTrainingRows(short, 10);
  expect([fit.length, calibrate.length]).toEqual([30, 10]);
});

test('labelled rows are in neither part', () => {
  const { all } = chooseTrainingRows([recording(500, (row) => (row >= 400 ? 1 : 0))], 10);
  expect(countRows(all)).toBe(400);
});

test.each<[string, Recording[], string]>([
  ['nothing but anomalies', [recording(500, () => 1)], 'no normal rows'],
  ['too few rows', [recording(234)], '234 normal rows are too few'],
  ['gaps everywhere', Array.from({ length: 60 }, () => recording(9)), 'at least 236 normal rows'],
])('%s cannot be learned from', (_, recordings, message) => {
  expect(() => chooseTrainingRows(recordings, 10)).toThrow(
    expect.objectContaining({
      code: 'too_few_windows',
      message: expect.stringContaining(message),
    }),
  );
});

test('the rows that the message asks for are enough', () => {
  expect(() => chooseTrainingRows([recording(236)], 10)).not.toThrow();
});

test('of too many windows every k-th of each run is taken', () => {
  const { windows, segments, strideRows } = collectWindows([recording(30), recording(25)], 10, 20);
  expect(strideRows).toBe(2);
  expect(segments).toEqual([11, 8]);
  expect(windows.length).toBe(19 * 10);
  expect([...windows.subarray(10, 12)]).toEqual([2, 3]);
});
