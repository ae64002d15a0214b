import type { ReleaseDiff, VariantDiff } from '@lookout/shared/protocol/release-diff';
import { expect, test } from 'vitest';
import { compareReleases } from './compare.ts';
import { variantOf } from './release.fixture.ts';

const { bundle, thresholds, evaluation } = variantOf();
const both = <T>(value: T): [T, T] => [value, value];
const same: VariantDiff = {
  ...{ name: 'cpu-fp32', change: 'same', bundle: both(bundle), sizeBytes: both(86_016) },
  ...{ providers: both(['cpu']), thresholds: both(thresholds), evaluation: both(evaluation) },
};
const removed: VariantDiff = {
  ...{ name: 'gpu-fp16', change: 'removed', bundle: [bundle, null], sizeBytes: [86_016, null] },
  ...{ providers: [['webgpu'], null], thresholds: [thresholds, null], evaluation: [null, null] },
};
const rows = (count: number) => `windows of ${count} rows`;
const frames = 'frames 3×224×224';
const nothing: ReleaseDiff = {
  from: { id: 'a'.repeat(64), model: 'pump', version: '1.0.0' },
  to: { id: 'b'.repeat(64), model: 'pump', version: '1.1.0' },
  input: {
    ...{
      window: [rows(10), rows(10)],
      periodMs: [500, 500],
      channelsAdded: [],
      channelsRemoved: [],
    },
    ...{ unitsChanged: [], channelsReordered: false },
  },
  variants: [same],
  lineage: {
    ...{ follows: true, job: [null, null], stages: [['train'], ['train']] },
    ...{ dataAdded: [], dataRemoved: [] },
  },
};
const differing = (diff: ReleaseDiff) =>
  compareReleases(diff).flatMap(({ title, rows }) =>
    rows.filter(({ differs }) => differs).map(({ name, a, b }) => [title, name, a, b]),
  );

test('two that are alike differ in no row', () => {
  expect(differing(nothing)).toEqual([]);
  expect(compareReleases(nothing)[0]?.rows.map(({ name }) => name)).toEqual(['Takes', 'Channels']);
});

test('channels and data that only one has, units and the order of channels', () => {
  const data = (file: string, digit: string) => ({ file, sha256: digit.repeat(64), rows: 10 });
  const diff: ReleaseDiff = {
    ...nothing,
    input: {
      ...{ window: [rows(10), frames], periodMs: [500, 500], channelsReordered: true },
      channelsAdded: [{ name: 'flow', unit: null }],
      channelsRemoved: [{ name: 'level', unit: 'm' }],
      unitsChanged: [{ name: 'pressure', unit: ['bar', 'kPa'] }],
    },
    lineage: {
      ...{ follows: false, job: ['12345678-abcd', null], stages: [['train'], ['train', 'prune']] },
      ...{ dataAdded: [data('new.csv', '1')], dataRemoved: [data('old.csv', '2')] },
    },
  };
  expect(differing(diff)).toEqual([
    ['Input', 'Takes', `${rows(10)}, every 500 ms`, `${frames}, every 500 ms`],
    ['Input', 'Channel level', 'in m', null],
    ['Input', 'Channel flow', null, 'without unit'],
    ['Input', 'Channel pressure', 'in bar', 'in kPa'],
    ['Input', 'Order of channels', 'its own', 'another'],
    ['Lineage', 'Made by', '12345678', 'no job'],
    ['Lineage', 'Made of', 'train', 'train → prune'],
    ['Lineage', 'Data old.csv', '22222222', null],
    ['Lineage', 'Data new.csv', null, '11111111'],
  ]);
});

test('a variant that only one has is empty on the other side, which is not the same as not measured', () => {
  const [, , gpu] = compareReleases({ ...nothing, variants: [same, removed] });
  expect(gpu?.rows.map(({ b }) => b)).toEqual(gpu?.rows.map(() => null));
  expect(gpu?.rows[0]).toMatchObject({ name: 'AUROC', a: 'not measured', differs: true });
});
