import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeUnusual } from './describe-unusual.ts';
import { readTables } from './read-tables.ts';

const request = {
  label: 'anomaly',
  ignore: ['note'],
  time: null,
  channels: null,
  periodMs: null,
  skipMissing: false,
};
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lookout-tables-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function files(...texts: string[]): Promise<string[]> {
  return Promise.all(
    texts.map(async (text, i) => {
      const file = join(folder, `${'abc'[i]}.csv`);
      await writeFile(file, text);
      return file;
    }),
  );
}
const day = (date: number, header: string, rows: string[], stepS = 1) =>
  `time,${header}\n${rows.map((row, i) => `2020-03-0${date} 10:00:0${i * stepS},${row}\n`).join('')}`;

test('files with the same channels are brought into one order, of columns and of time', async () => {
  const paths = await files(
    day(2, 'P [bar],F,anomaly', ['1,2,0', '3,4,1', '5,6,0']),
    day(1, 'F,note,P', ['20,ok,10', '40,ok,30', '60,ok,50']),
  );
  const set = await readTables(paths, request, { units: new Map([['F', 'l/min']]) });
  expect(set.channels).toEqual([
    { name: 'P', unit: 'bar' },
    { name: 'F', unit: 'l/min' },
  ]);
  expect(set.periodMs).toBe(1000);
  expect(set.tables.map(({ recording }) => [...recording.values])).toEqual([
    [10, 20, 30, 40, 50, 60],
    [1, 2, 3, 4, 5, 6],
  ]);
  expect(set.warnings).toEqual([]);
});

test.each<[string, string, string[], string]>([
  [
    'a file with a column more',
    'columns',
    [day(1, 'P', ['1', '2']), day(2, 'P,flag', ['1,0', '2,0'])],
    'b.csv, column "flag": ',
  ],
  [
    'a file with a column less',
    'columns',
    [day(1, 'P,F', ['1,2', '2,3']), day(2, 'P', ['1', '2'])],
    'b.csv, column "F": not there, but',
  ],
  [
    'another sampling period',
    'period',
    [day(1, 'P', ['1', '2', '3']), day(2, 'P', ['1', '2', '3'], 2)],
    'b.csv: sampled every 2000 ms, but',
  ],
  ['no file', 'empty', [], 'no file is given'],
])('%s is refused as %s', async (_, code, texts, message) => {
  await expect(readTables(await files(...texts), request)).rejects.toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(message) }),
  );
});

test('the remedy for a column more is in the message', async () => {
  const paths = await files(day(1, 'P', ['1', '2']), day(2, 'P,flag', ['1,0', '2,0']));
  await expect(readTables(paths, request)).rejects.toThrow('leave it out with --ignore "flag"');
});

test('a unit or range for a channel that is not there is refused', async () => {
  const paths = await files(day(1, 'P', ['1', '2']));
  const told = { units: new Map([['Q', 'bar']]) };
  await expect(readTables(paths, request, told)).rejects.toThrow('column "Q": no channel');
});

test('row numbers and channels that never change are pointed out', async () => {
  const rows = Array.from({ length: 60 }, (_, i) => `${i},7,${i % 3}`);
  const [path = ''] = await files(`row,still,P\n${rows.join('\n')}\n`);
  const set = await readTables([path], { ...request, periodMs: 1000 });
  expect(describeUnusual(set)).toEqual([
    expect.stringContaining('channel "row" rises from row to row'),
    expect.stringContaining('channel "still" never changes'),
  ]);
});
