import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Recording } from '@lookout/shared/detector/recording';
import {
  Dataset,
  DatasetList,
  DatasetPreview,
  defaultSplit,
} from '@lookout/shared/protocol/datasets';
import { ApiError } from '@lookout/shared/protocol/rest';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DatasetRepository } from '../../cloud-hub/src/dataset/dataset.repository.ts';
import { DatasetPartsService } from '../../cloud-hub/src/dataset/dataset-parts.ts';
import type { TestHub } from '../support/hub.ts';
import { hubBesideCli } from '../support/hub-beside-cli.ts';
import type { Session } from '../support/session.ts';

let beside: Awaited<ReturnType<typeof hubBesideCli>>;
let hub: TestHub;
let session: Session;
beforeAll(async () => {
  beside = await hubBesideCli();
  ({ hub, session } = beside);
});
afterAll(() => beside?.stop());

const start = Date.UTC(2026, 0, 1);
const line = (row: number, label = '') =>
  `${new Date(start + row * 1000).toISOString()},${(row % 50) / 7},${row % 3}${label}`;
const csv = (rows: number, from = 0) =>
  `time,Pressure [bar],flow\n${Array.from({ length: rows }, (_, i) => line(from + i)).join('\n')}\n`;
const lookout = (...args: string[]) => beside.lookout(...args);

async function send(method: string, path: string, body: string, type = 'application/octet-stream') {
  const answer = await fetch(hub.url + path, {
    method,
    body,
    headers: { 'content-type': type, cookie: session.cookie, origin: hub.url },
  });
  return { status: answer.status, json: await answer.json().catch(() => null) };
}
const upload = (name: string, body: string, more = '') =>
  send('POST', `/api/datasets?file=rows.csv&name=${encodeURIComponent(name)}${more}`, body);
const change = (method: string, path: string, body: object) =>
  send(method, path, JSON.stringify(body), 'application/json');
const made = async (name: string, rows = 1000) => {
  const { status, json } = await upload(name, csv(rows));
  expect(status).toBe(201);
  return Dataset.parse(json);
};

test('a file is uploaded, looked at, split, renamed, fetched and deleted', async () => {
  const dataset = await made('winter');
  expect(dataset).toMatchObject({
    ...{ name: 'winter', source: { kind: 'upload' }, rows: 1000, periodMs: 1000 },
    channels: [
      { name: 'Pressure', unit: 'bar' },
      { name: 'flow', unit: null },
    ],
    ...{ fromAt: start, toAt: start + 999_000, split: defaultSplit, warnings: [], usedAt: null },
    recordings: [{ file: 'rows.csv', rows: 1000, anomalousRows: null }],
    createdBy: hub.admin.name,
  });
  const path = `/api/datasets/${dataset.id}`;
  const preview = await session.get(`${path}/preview?points=10`, DatasetPreview);
  expect(preview.row).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900]);
  expect(preview.max[0]).toEqual(Array(10).fill(7));
  expect(preview.at?.[1]).toBe(start + 100_000);

  const appended = await send('POST', `${path}/recordings?file=next.csv`, csv(200, 5000));
  expect(Dataset.parse(appended.json)).toMatchObject({ rows: 1200, toAt: start + 5_199_000 });

  const split = { train: 0.5, calibration: 0.25, validation: 0.25, gapRows: 0 };
  const resplit = Dataset.parse((await change('PUT', `${path}/split`, split)).json);
  expect(resplit.parts[0]).toEqual({ part: 'train', recording: 0, from: 0, to: 500 });
  const wrong = await change('PUT', `${path}/split`, { ...split, train: 0.6 });
  expect(wrong).toMatchObject({ status: 400, json: { message: /add up to 1/ } });

  await made('summer', 100);
  const taken = await change('PATCH', path, { name: 'summer' });
  expect(taken).toMatchObject({ status: 409, json: { code: 'nameTaken' } });
  const renamed = await change('PATCH', path, { name: 'Winter 2026', note: 'cold' });
  expect(renamed.json).toMatchObject({ name: 'Winter 2026', note: 'cold' });

  const lines = (await session.text(`${path}/csv`)).trimEnd().split('\n');
  expect(lines).toHaveLength(1201);
  expect(lines[0]).toBe('time,Pressure [bar],flow');
  expect(lines[7]).toBe(line(6));
  await send('DELETE', path, '');
  const { datasets } = await session.get('/api/datasets', DatasetList);
  expect(datasets.map(({ name }) => name)).toEqual(['summer']);
});

const withCell = (row: number, text: string) =>
  csv(200).replace(line(row), `${line(row).split(',')[0]},${text},1`);
test.each([
  ['no text', '\u0000PK', '', /not a text file/],
  [
    'a word for a number',
    withCell(3, 'broken'),
    '',
    /^rows\.csv, line 5, column "Pressure": "broken" is not/,
  ],
  [
    'NaN',
    withCell(3, 'NaN'),
    '',
    /line 5.*"NaN" where a number.*"Leave out rows with missing values"/,
  ],
  ['too few rows', csv(20), '', /^20 rows are too few/],
  ['only a header', 'time,a\n', '', /no rows/],
  [
    'times that stand still',
    csv(200).replace(/T\d\d:\d\d:\d\d/g, 'T00:00:00'),
    '',
    /same time.*"Period"/,
  ],
  ['no time and no period', csv(200).replace(/^[^,]*,/gm, ''), '', /no time column.*"Period"/],
  ['a label that nearly is one', csv(200), '&label=flo', /did you mean label column "flow"/],
  [
    'two columns of one name',
    csv(200).replace('flow', 'Pressure [bar]'),
    '',
    /two columns have this name/,
  ],
  ['a ragged row', csv(200).replace(line(9), `${line(9)},7`), '', /line 11: 4 cells, expected 3/],
])('refused in words: %s', async (_, body, more, words) => {
  const { status, json } = await upload('bad', body, more);
  const { code, message } = ApiError.parse(json);
  expect({ status, code }).toEqual({ status: 400, code: 'badTable' });
  expect(message).toMatch(words);
  expect(message).not.toMatch(/--|\/tmp/);
});

test('what is odd but usable is a warning', async () => {
  const twice = csv(300).replace(line(7), line(6));
  const still = twice.replace(/,[012]$/gm, ',5');
  const dataset = Dataset.parse((await upload('odd', still)).json);
  expect(dataset.warnings).toEqual([
    expect.stringMatching(/"flow" never changes/),
    expect.stringMatching(/1 row carries the time of the row before/),
  ]);
});

test('a file that does not fit the first is refused', async () => {
  const { id } = await made('first', 200);
  const path = `/api/datasets/${id}/recordings?file=b.csv`;
  const other = await send('POST', path, csv(200).replace('flow', 'level'));
  expect(other).toMatchObject({ status: 400, json: { message: /flow/ } });
  const slow = await send('POST', `${path}&periodMs=5000`, csv(200));
  expect(slow).toMatchObject({ status: 400, json: { message: /every 5000 ms.*every 1000 ms/ } });
  const json = await change('POST', path, {});
  expect(json.status).toBe(415);
});

test('parts for training: in order of time, apart by a window, and the split stays from then on', async () => {
  const { id, name } = await made('parts', 1000);
  const pool = new pg.Pool({ connectionString: beside.postgres.url });
  try {
    const parts = await new DatasetPartsService(new DatasetRepository(pool), () => 7).use(
      name,
      100,
    );
    const rows = (recordings: readonly Recording[]) =>
      recordings.map((recording) => recording.rows);
    expect(parts).toMatchObject({ name, periodMs: 1000, data: [{ file: 'rows.csv', rows: 1000 }] });
    expect([rows(parts.train), rows(parts.calibration), rows(parts.validation)]).toEqual([
      ...[[600], [100], [100]],
    ]);
    expect(parts.calibration[0]?.values[0]).toBeCloseTo((700 % 50) / 7);
    expect(parts.calibration[0]?.breakBefore[0]).toBe(1);
  } finally {
    await pool.end();
  }
  const refused = await change('PUT', `/api/datasets/${id}/split`, defaultSplit);
  expect(refused).toMatchObject({ status: 409, json: { code: 'inUse' } });
  const more = await send('POST', `/api/datasets/${id}/recordings?file=b.csv`, csv(200));
  expect(more.status).toBe(409);
});

test.each([
  ['unknown device', { device: 'nobody' }, 404],
  ['in the future', { fromAt: Date.now() + 1e6, toAt: Date.now() + 2e6 }, 400],
  ['backwards', { fromAt: 5, toAt: 4 }, 400],
  ['a name that is no name', { name: '../x' }, 400],
  ['a device that has reported no stream', {}, 404],
])('a capture is refused: %s', async (_, part, status) => {
  await hub.enrol({ id: 'pump-9', site: 'works' }).catch(() => undefined);
  const wanted = { device: 'pump-9', stream: 'loop', fromAt: 1, toAt: 2, name: 'stretch', ...part };
  expect((await change('POST', '/api/captures', wanted)).status).toBe(status);
});

test('on the command line', async () => {
  const [a, b] = [join(beside.folder, 'a.csv'), join(beside.folder, 'b.csv')];
  await writeFile(a, csv(400, 1000));
  await writeFile(b, csv(300));
  const added = await lookout('dataset', 'add', 'shift 1', a, b, '--note', 'night', '--json');
  expect(added).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(added.stdout)).toMatchObject({
    ...{ name: 'shift 1', rows: 700, note: 'night' },
    recordings: [{ file: 'b.csv' }, { file: 'a.csv' }],
  });
  expect((await lookout('dataset', 'list')).stdout).toMatch(/shift 1 +700 +2 +1000 ms +upload/);
  expect((await lookout('dataset', 'show', 'shift 1')).stdout).toMatch(/train +420 rows/);
  const out = join(beside.folder, 'out.csv');
  expect(await lookout('dataset', 'get', 'shift 1', '--out', out)).toMatchObject({ code: 0 });
  expect(await readFile(out, 'utf8')).toBe(
    csv(300) + csv(400, 1000).split('\n').slice(1).join('\n'),
  );
  expect(await lookout('dataset', 'get', 'shift 1', '--out', out)).toMatchObject({ code: 1 });
  const { datasets } = await session.get('/api/datasets', DatasetList);
  expect(datasets.some(({ name }) => name === 'shift 1')).toBe(true);
  expect(await lookout('dataset', 'remove', 'shift 1')).toMatchObject({ code: 0 });
  expect(await lookout('dataset', 'remove', 'shift 1')).toMatchObject({ code: 1 });
});

test.each([
  [['add', 'x/y', 'a.csv'], 2, /expected 1 to 64 letters/],
  [['add', 'x', 'missing.csv'], 1, /missing\.csv: no such file/],
  [['capture', '--device', 'd', '--stream', 's', '--from', 'soon', '--name', 'n'], 2, /6h for six/],
  [['capture', '--device', 'd', '--stream', 's', '--from', '1h', '--name', 'n'], 1, /no device d/],
  [['show', 'nothing'], 1, /no data set "nothing"/],
])('lookout dataset %j ends with %i', async (args, code, words) => {
  const finished = await lookout('dataset', ...args);
  expect(finished).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(words) });
});
