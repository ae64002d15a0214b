import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTable, type TableRequest } from './read-table.ts';

const plain: TableRequest = {
  label: 'anomaly',
  ignore: [],
  time: null,
  channels: null,
  periodMs: null,
  skipMissing: false,
};
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lookout-table-'));
});
afterAll(() => rm(folder, { recursive: true }));

const read = async (text: string | Uint8Array, request: Partial<TableRequest> = {}) => {
  const file = join(folder, 'a.csv');
  await writeFile(file, text);
  return readTable(file, { ...plain, ...request });
};

test('reads values, labels, units, period and gaps', async () => {
  const table = await read(
    'time;Pressure [bar];Flow;anomaly\n' +
      '2020-03-09 10:00:00;1,5;2;0\n2020-03-09 10:00:01;1,25;3;1\n2020-03-09 10:01:00;2;4;0\n',
  );
  expect(table).toMatchObject({
    channels: [
      { name: 'Pressure', unit: 'bar' },
      { name: 'Flow', unit: null },
    ],
    periodMs: 59_000,
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect([...table.recording.values]).toEqual([1.5, 2, 1.25, 3, 2, 4]);
  expect([...(table.recording.labels ?? [])]).toEqual([0, 1, 0]);
  const gaps = await read(
    'time,a\n2020-01-01 00:00:00,1\n2020-01-01 00:00:01,2\n2020-01-01 00:01,3\n',
    {
      periodMs: 1000,
    },
  );
  expect([...gaps.recording.breakBefore]).toEqual([1, 0, 1]);
});

test('a file without the label column is all normal', async () => {
  expect((await read('a,b\n1,2\n3,4\n', { periodMs: 100 })).recording.labels).toBeNull();
});

test('a detector finds its channels by name, in its own order, and passes over the rest', async () => {
  const table = await read('b,note,a\n1,ok,2\n3,bad,4\n', { channels: ['a', 'b'], periodMs: 1 });
  expect([...table.recording.values]).toEqual([2, 1, 4, 3]);
});

test('a file without a header is taken by position', async () => {
  const table = await read('  1.0  2.0\n  3.0  4.0\n', { channels: ['p', 'q'], periodMs: 1 });
  expect([...table.recording.values]).toEqual([1, 2, 3, 4]);
});

test('rows with missing cells are left out on wish, and leave a break', async () => {
  const table = await read('a,b\n1,2\n3,\n5,6\n7,NaN\n9,10\n11,12\n', {
    skipMissing: true,
    periodMs: 1,
  });
  expect([...table.recording.values]).toEqual([1, 2, 5, 6, 9, 10, 11, 12]);
  expect([...table.recording.breakBefore]).toEqual([1, 1, 1, 0]);
});

const at = (line: number, column: string) => `a.csv, line ${line}, column "${column}": `;
test.each<[string, string, string | Uint8Array, Partial<TableRequest>, string]>([
  ['an empty file', 'empty', '', {}, 'no rows'],
  ['a header alone', 'empty', 'a,b\n', { periodMs: 1 }, 'no rows'],
  ['a short row', 'ragged', 'a,b\n1,2\n3\n', {}, 'a.csv, line 3: 1 cells, expected 2'],
  ['an open quote', 'malformed', 'a,b\n1,"2\n3,4\n', {}, 'not well-formed CSV'],
  ['a text cell', 'notANumber', 'a,b\n1,2\n3,x\n', {}, `${at(3, 'b')}"x" is not a finite number`],
  ['NaN', 'notANumber', 'a,b\n1,2\n3,NaN\n', {}, `${at(3, 'b')}"NaN" where a number is expected`],
  ['an empty cell', 'notANumber', 'a,b\n1,2\n,4\n', {}, `${at(3, 'a')}an empty cell where`],
  ['infinity', 'notANumber', 'a,b\n1,2\n3,Inf\n', {}, `${at(3, 'b')}"Inf" is not a finite`],
  ['a number beyond double', 'notANumber', 'a,b\n1,2\n3,1e999\n', {}, at(3, 'b')],
  ['mixed decimal marks', 'notANumber', 'a;b\n1.5;2\n3;0,5\n', {}, 'writes decimals with "."'],
  ['a label of 2', 'badLabel', 'a,anomaly\n1,0\n3,2\n', {}, at(3, 'anomaly')],
  ['a bad time', 'badTime', `time,a\n${'2020-01-01,1\n'.repeat(120)}soon,2\n`, {}, at(122, 'time')],
  ['two columns of one name', 'columns', 'a,a\n1,2\n', {}, 'a.csv, column "a": two columns'],
  ['no sensor column', 'columns', 'time,anomaly\n2020-01-01,0\n', {}, 'no sensor column is left'],
  ['an unknown time column', 'columns', 'a,b\n1,2\n', { time: 'when' }, 'no column "when"; its'],
  ['no time and no period', 'period', 'a,b\n1,2\n3,4\n', {}, '--period MS'],
  ['a binary file', 'malformed', new Uint8Array([80, 75, 3, 4, 0, 0]), {}, 'export it as CSV'],
  ['a missing channel', 'channels', 'a,b\n1,2\n', { channels: ['a', 'c'] }, 'missing "c"'],
  [
    'too few columns',
    'channels',
    '1,2\n3,4\n',
    { channels: ['x', 'y', 'z'] },
    'missing "x", "y", "z"',
  ],
])('%s is refused as %s', async (_, code, text, request, message) => {
  await expect(read(text, request)).rejects.toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(message) }),
  );
});

test('a missing file and a folder are named', async () => {
  const missing = join(folder, 'none.csv');
  await expect(readTable(missing, plain)).rejects.toThrow(`${missing}: no such file`);
  await expect(readTable(folder, plain)).rejects.toThrow('is a folder, expected a CSV file');
});
