import { describe, expect, test } from 'vitest';
import { entryOf } from './placement.fixture.ts';
import { bySite, countEntries, filterEntries, inOrder, keyOf } from './placement-rows.ts';

const gpu = entryOf({
  ...{ device: 'cam-2', site: 'yard', running: { variant: 'gpu-fp16', provider: 'cuda' } },
  ...{ switches: 2, choice: null },
});
const ill = entryOf({
  device: 'cam-10',
  problems: [{ code: 'providerLost', text: 'cuda is gone.' }],
});
const silent = entryOf({ device: 'old-1', running: null });
const all = [gpu, ill, silent, entryOf()];
const keys = (entries: readonly { device: string; stream: string }[]) => entries.map(keyOf);

describe('a filter', () => {
  const none = { search: '', runs: null, problems: false };
  test.each([
    ['nothing asked', {}, ['cam-2/loop', 'cam-10/loop', 'old-1/loop', 'pump-1/loop']],
    ['on the GPU', { runs: 'gpu' }, ['cam-2/loop']],
    ['on the CPU', { runs: 'cpu' }, ['cam-10/loop', 'pump-1/loop']],
    ['with problems', { problems: true }, ['cam-10/loop']],
    ['a provider', { search: ' CUDA ' }, ['cam-2/loop']],
    ['the reason', { search: 'small enough' }, ['cam-10/loop', 'old-1/loop', 'pump-1/loop']],
  ])('%s', (_, given, expected) =>
    expect(keys(filterEntries(all, { ...none, ...given }))).toEqual(expected),
  );
});

test('problems stand first, then sites and devices as people count', () => {
  expect(keys(inOrder(all))).toEqual(['cam-10/loop', 'old-1/loop', 'pump-1/loop', 'cam-2/loop']);
});

test('the map keeps every cell in its site and place', () => {
  const sites = bySite(all).map(({ site, entries }) => [site, keys(entries)]);
  expect(sites).toEqual([
    ['plant', ['cam-10/loop', 'old-1/loop', 'pump-1/loop']],
    ['yard', ['cam-2/loop']],
  ]);
});

test('counts', () => {
  expect(countEntries(all)).toEqual({ cpu: 2, gpu: 1, problems: 1, switches: 2 });
});
