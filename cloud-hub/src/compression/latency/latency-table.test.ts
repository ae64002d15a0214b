import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LatencyEntry } from '@lookout/shared/profile/latency-table';
import { expect, test } from 'vitest';
import { scratchFolder } from '../../../../test/support/scratch.ts';
import { LatencyCache, readProfile } from './latency-table.ts';
import { measureCached } from './measure-cached.ts';
import { measureLatency } from './measure-latency.ts';
import { denseModel } from './models.fixture.ts';
import { thisMachine } from './this-machine.ts';

const options = {
  batches: [1, 4],
  limits: { minRounds: 2, maxRounds: 3 },
  now: () => 1_700_000_000_000,
};
const named = (name: string, width: number) => ({ name, model: denseModel(width, 2) });
const pick = (entries: readonly LatencyEntry[]) => entries.map(({ name, batch }) => [name, batch]);

test('the same architecture is not timed twice, whatever its weights', async () => {
  await using folder = await scratchFolder();
  const cache = await LatencyCache.open(folder.path, thisMachine());
  const first = await measureCached(cache, [named('a', 8), named('b', 12)], options);
  expect(pick(first)).toEqual([
    ['a', 1],
    ['a', 4],
    ['b', 1],
    ['b', 4],
  ]);
  // Other weights each time: `denseModel` draws them anew.
  const again = await measureCached(cache, [named('c', 12), named('d', 8)], options);
  expect(pick(again)).toEqual([
    ['c', 1],
    ['c', 4],
    ['d', 1],
    ['d', 4],
  ]);
  expect(again[0]).toEqual({ ...first[2], name: 'c' });
  expect(cache.entries).toHaveLength(4);
  await measureCached(cache, [named('a', 8), named('e', 20)], options);
  expect(cache.entries).toHaveLength(6);
});

test('it is there the next day, and not on another machine', async () => {
  await using folder = await scratchFolder();
  const machine = thisMachine();
  const cache = await LatencyCache.open(folder.path, machine);
  await measureCached(cache, [named('a', 8)], options);
  const [entry] = cache.entries;
  const reopened = await LatencyCache.open(folder.path, machine);
  expect(reopened.entries).toEqual(cache.entries);
  const setting = { provider: 'cpu', threads: 1, batch: 1 };
  expect(reopened.find(entry?.shapeKey ?? '', setting)).toEqual(entry);
  const other = await LatencyCache.open(folder.path, { ...machine, ortVersion: '0.0.1' });
  expect(other.entries).toEqual([]);
});

test("two that write to one folder keep each other's figures", async () => {
  await using folder = await scratchFolder();
  const machine = thisMachine();
  const [one, two] = [
    await LatencyCache.open(folder.path, machine),
    await LatencyCache.open(folder.path, machine),
  ];
  await measureCached(one, [named('a', 8)], options);
  await measureCached(two, [named('b', 12)], options);
  expect((await LatencyCache.open(folder.path, machine)).entries).toHaveLength(4);
});

test('a damaged file counts as empty', async () => {
  await using folder = await scratchFolder();
  const cache = await LatencyCache.open(folder.path, thisMachine());
  await cache.add(await measureLatency([named('a', 8)], options), 1);
  const [file = ''] = await readdir(folder.path);
  await writeFile(join(folder.path, file), '{"format":1,');
  expect((await LatencyCache.open(folder.path, thisMachine())).entries).toEqual([]);
});

test.each<[string, string, string | null, string]>([
  ['missing', 'missing', null, 'lookout-agent profile --bundle DIR --out FILE'],
  ['no table', 'malformed', '{}', 'no latency table'],
  ['newer', 'newerFormat', '{"format":2}', 'update Lookout'],
])('a profile that is %s is refused in words', async (_, code, text, words) => {
  await using folder = await scratchFolder();
  const file = join(folder.path, 'profile.json');
  if (text !== null) await writeFile(file, text);
  await expect(readProfile(file)).rejects.toMatchObject({
    code,
    message: expect.stringMatching(new RegExp(`profile.json.*${words}`)),
  });
});
