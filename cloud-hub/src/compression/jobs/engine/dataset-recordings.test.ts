import type { Recording } from '@lookout/shared/detector/recording';
import { JobOrder } from '@lookout/shared/protocol/jobs';
import { describe, expect, test } from 'vitest';
import type { DatasetParts } from '../../../dataset/dataset-parts.ts';
import { engineIo } from './engine.fixture.ts';
import { prepare } from './prepare.ts';

/** Rows of two channels, a and b: `b` is ten times `a`. */
const recording = (a: readonly number[], labels: readonly number[] | null = null): Recording => ({
  rows: a.length,
  channels: 2,
  values: Float64Array.from(a.flatMap((value) => [value, 10 * value])),
  breakBefore: Uint8Array.from(a, (_, i) => (i === 0 ? 1 : 0)),
  labels: labels && Uint8Array.from(labels),
});

const pump = (validationLabels: readonly number[] | null): DatasetParts => ({
  name: 'pump',
  channels: [
    { name: 'a', unit: 'bar' },
    { name: 'b', unit: null },
  ],
  periodMs: 1000,
  train: [recording([1, 2]), recording([7, 8])],
  calibration: [recording([3]), recording([9])],
  validation: [recording([4, 5], validationLabels)],
  sources: { train: [0, 1], calibration: [0, 1], validation: [0] },
  whole: [recording([1, 2, 3, 4, 5], [0, 0, 0, 0, 1]), recording([7, 8, 9])],
  data: [
    { file: 'one.csv', sha256: 'aa', rows: 5 },
    { file: 'two.csv', sha256: 'bb', rows: 3 },
  ],
});

function prepared(
  part: { labelled?: string; ignore?: string[] },
  channels: readonly string[] | null,
  datasets: readonly DatasetParts[],
) {
  const order = JobOrder.parse({
    kind: 'train',
    request: { name: 'x', threshold: { kind: 'falseAlarmRate', rate: 0.01 } },
    data: { kind: 'dataset', name: 'pump' },
    labelled: part.labelled === undefined ? null : { kind: 'dataset', name: part.labelled },
    reading: { ignoreColumns: part.ignore ?? [] },
  });
  return prepare(order, { channels, windowLength: 2 }, engineIo({}, datasets).io);
}

describe('a data set as the input of a job', () => {
  test('is learned from in order of time, a break where its parts meet, and keeps its origin', async () => {
    const { train } = await prepared({}, null, [pump(null)]);
    expect(train).toMatchObject({ periodMs: 1000, channels: [{ name: 'a' }, { name: 'b' }] });
    expect(train.tables.map(({ file, sha256 }) => [file, sha256])).toEqual([
      ['pump/one.csv', 'aa'],
      ['pump/two.csv', 'bb'],
    ]);
    const [one, two] = train.tables.map((table) => table.recording);
    expect(one?.values).toEqual(Float64Array.of(1, 10, 2, 20, 3, 30));
    expect(one?.breakBefore).toEqual(Uint8Array.of(1, 0, 1));
    expect(two?.values).toEqual(Float64Array.of(7, 70, 8, 80, 9, 90));
  });

  test('gives the detector its channels in its order', async () => {
    const { train } = await prepared({}, ['b', 'a'], [pump(null)]);
    expect(train.channels).toEqual([
      { name: 'b', unit: null },
      { name: 'a', unit: 'bar' },
    ]);
    expect(train.tables[0]?.recording.values).toEqual(Float64Array.of(10, 1, 20, 2, 30, 3));
    const ignoring = await prepared({ ignore: ['a'] }, null, [pump(null)]);
    expect(ignoring.train.tables[0]?.recording.values).toEqual(Float64Array.of(10, 20, 30));
  });

  test.each([
    { what: 'no labels', labels: null, judged: null },
    { what: 'labels of one kind', labels: [0, 0], judged: null },
    { what: 'both kinds', labels: [0, 1], judged: [4, 40, 5, 50] },
  ])('is judged by on its validation part where that has both kinds: $what', async (item) => {
    const { labelled } = await prepared({}, null, [pump(item.labels)]);
    const values = labelled?.tables.flatMap((table) => [...table.recording.values]) ?? null;
    expect(values).toEqual(item.judged);
  });

  test('another one is judged by as a whole, the same one never on what was learned', async () => {
    const other = { ...pump(null), name: 'leaks' };
    const { labelled } = await prepared({ labelled: 'leaks' }, null, [pump(null), other]);
    expect(labelled?.tables.map((table) => table.recording.rows)).toEqual([5, 3]);
    const same = await prepared({ labelled: 'pump' }, null, [pump([0, 1])]);
    expect(same.labelled?.tables.map((table) => table.recording.rows)).toEqual([2]);
  });

  test('that is gone, or lacks channels, says so', async () => {
    await expect(prepared({}, null, [])).rejects.toMatchObject({ code: 'noSuchDataset' });
    await expect(prepared({}, ['a', 'flow'], [pump(null)])).rejects.toThrow(
      'the data set "pump" lacks "flow"',
    );
  });
});
