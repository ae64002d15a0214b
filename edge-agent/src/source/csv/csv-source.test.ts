import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import type { CsvSourceConfig } from '../../config/schema.ts';
import { FakeClock } from '../clock.fixture.ts';
import { systemClock } from '../clock.ts';
import { Heard } from '../listener.fixture.ts';
import { CsvSource } from './csv-source.ts';

const folder = mkdtempSync(join(tmpdir(), 'lookout-csv-'));
const running: CsvSource[] = [];
afterEach(() => Promise.all(running.splice(0).map((source) => source.stop())));
afterAll(() => rmSync(folder, { recursive: true }));

const write = (text: string): string => {
  const file = join(folder, 'rows.csv');
  writeFileSync(file, text);
  return file;
};

function csv(text: string, config: Partial<CsvSourceConfig> = {}, names = ['a', 'b']): CsvSource {
  const source = new CsvSource({
    config: { type: 'csv', file: write(text), speed: 'max', loop: false, channels: {}, ...config },
    channels: names.map((name) => ({ name, unit: null })),
    periodMs: 1_000,
    clock: systemClock,
  });
  running.push(source);
  return source;
}

async function readAll(source: CsvSource): Promise<Heard> {
  const heard = new Heard();
  await source.start(heard);
  await heard.until(({ ended, errors }) => ended || errors.some((e) => e.effect === 'stopped'));
  return heard;
}

const n = null;

describe('rows', () => {
  test.each<[string, string, (number | null)[][]]>([
    [
      'columns in another order, one too many',
      'b,c,a\n1,2,3\n4,5,6\n',
      [
        [3, 1],
        [6, 4],
      ],
    ],
    ['no line break at the end', 'a,b\n1,2', [[1, 2]]],
    ['CR LF, a byte order mark and blank lines', '\uFEFFa;b\r\n\r\n1;2\r\n', [[1, 2]]],
    [
      'decimal commas',
      'a;b\n1,5;2\n2,5;3\n',
      [
        [1.5, 2],
        [2.5, 3],
      ],
    ],
    [
      'empty, NaN and infinite cells',
      'a,b\n1,2\n,NaN\ninf,-Infinity\n1e999,3\n',
      [
        ...[
          [1, 2],
          [n, n],
          [n, n],
          [n, 3],
        ],
      ],
    ],
    ['units in the header', 'a [bar],b (l/min)\n1,2\n', [[1, 2]]],
    ['quotes', '"a","b"\n"1","2"\n', [[1, 2]]],
  ])('%s', async (_, text, expected) => {
    const heard = await readAll(csv(text));
    expect(heard.values).toEqual(expected);
    expect(heard.errors).toEqual([]);
  });

  test('without a header columns are numbered', async () => {
    const source = csv('1;2\n3;4\n', { channels: { a: 'column2', b: 'column1' } });
    expect((await readAll(source)).values).toEqual([
      [2, 1],
      [4, 3],
    ]);
  });

  test('the recording is moved to now and keeps its own time', async () => {
    const before = Date.now();
    const { samples } = await readAll(csv('time;a;b\n2020-03-09 10:14:33;1;2\n', {}));
    expect(samples[0]?.sourceAt).toBe(Date.UTC(2020, 2, 9, 10, 14, 33));
    expect(samples[0]?.at).toBeGreaterThanOrEqual(before);
  });

  test('a file larger than any buffer arrives whole and in order', async () => {
    const rows = 50_000;
    const lines = Array.from({ length: rows }, (_, i) => `${i},${'0'.repeat(20)}${i}`);
    const { values } = await readAll(csv(`a,b\n${lines.join('\n')}\n`));
    expect(values).toHaveLength(rows);
    expect(values.every(([a, b], i) => a === i && b === i)).toBe(true);
  });
});

describe('bad input', () => {
  test.each<[string, string, RegExp]>([
    ['text', 'a,b\n1,2\n3,oops\n5,6\n', /rows\.csv, line 3, column "b": not a number/],
    ['too few cells', 'a,b\n1,2\n3\n5,6\n', /rows\.csv, line 3: 1 cells where 2 are expected/],
    ['too many cells', 'a,b\n1,2\n3,4,5\n5,6\n', /line 3: 3 cells/],
  ])('%s: the row is left out and named, the rest goes on', async (_, text, message) => {
    const heard = await readAll(csv(text));
    expect(heard.errors).toEqual([
      expect.objectContaining({
        code: 'badRow',
        effect: 'rejected',
        message: expect.stringMatching(message),
      }),
    ]);
    expect(heard.values.at(-1)).toEqual([5, 6]);
  });

  test('a row without a time, in a file that has times', async () => {
    const good = Array.from({ length: 100 }, (_, i) => `${1_600_000_000 + i},1,2\n`).join('');
    const heard = await readAll(csv(`time,a,b\n${good}noon,3,4\n1600000101,5,6\n`));
    expect(heard.errors[0]?.message).toMatch(/line 102, column "time": not a time/);
    expect(heard.samples).toHaveLength(101);
  });

  test('a thousand bad rows are no thousand reports', async () => {
    const heard = await readAll(csv(`a,b\n1,2\n${'1,x\n'.repeat(1_000)}`));
    expect(heard.errors.map(({ count }) => count)).toEqual([1, 10, 100, 1000]);
  });

  test('a missing column names the nearest', async () => {
    await expect(csv('aa,Pressure\n1,2\n', {}, ['presure']).start(new Heard())).rejects.toThrow(
      expect.objectContaining({
        code: 'missingChannel',
        message: expect.stringMatching(/no column "presure".*did you mean "Pressure"/),
      }),
    );
  });

  test.each([
    ['fileUnreadable', join(folder, 'nowhere.csv'), /nowhere\.csv: there is no such file/],
    ['fileUnreadable', folder, /EISDIR/],
    ['badTable', '/dev/zero', /no line break within 1 MiB/],
  ])('%s: %s', async (code, file, message) => {
    const start = csv('a,b\n', { file }).start(new Heard());
    await expect(start).rejects.toThrow(expect.objectContaining({ code }));
    await expect(start).rejects.toThrow(message);
  });

  test('an empty file', async () => {
    await expect(csv('').start(new Heard())).rejects.toThrow(/rows\.csv: no rows/);
  });

  test.each([false, true])(
    'no row that can be taken is an error, not an end (loop %s)',
    async (loop) => {
      const heard = await readAll(csv('a,b\n1,2,3\n4,5,6,7\n'.repeat(3), { loop }, ['a']));
      expect(heard.ended).toBe(false);
      expect(heard.errors.at(-1)).toMatchObject({ code: 'badTable', effect: 'stopped' });
    },
  );
});

describe('replay', () => {
  const text = 'time,a\n2020-01-01 00:00:00,1\n2020-01-01 00:00:01,2\n2020-01-01 00:00:03,3\n';
  const replay = async (config: Partial<CsvSourceConfig>) => {
    const clock = new FakeClock();
    const startMs = clock.now();
    const source = new CsvSource({
      config: { type: 'csv', file: write(text), speed: 1, loop: false, channels: {}, ...config },
      channels: [{ name: 'a', unit: null }],
      periodMs: 1_000,
      clock,
    });
    running.push(source);
    const heard = new Heard();
    await source.start(heard);
    await heard.until(({ samples }) => samples.length === 1);
    return { clock, source, heard, times: () => heard.samples.map(({ at }) => at - startMs) };
  };

  test('keeps the pace of the recording', async () => {
    const { clock, heard, times } = await replay({});
    await clock.advance(999);
    expect(times()).toEqual([0]);
    await clock.advance(1);
    expect(times()).toEqual([0, 1_000]);
    await clock.advance(2_000);
    expect(times()).toEqual([0, 1_000, 3_000]);
    await heard.until(({ ended }) => ended);
  });

  test('begins again, a period after the end', async () => {
    const { clock, source, heard, times } = await replay({ loop: true, speed: 10 });
    await clock.advance(300);
    await heard.until(({ samples }) => samples.length === 3);
    await clock.advance(100);
    await heard.until(({ samples }) => samples.length === 4);
    expect(times()).toEqual([0, 100, 300, 400]);
    expect(heard.samples[3]?.sourceAt).toBe(heard.samples[0]?.sourceAt);
    await source.stop();
    expect(heard.ended).toBe(false);
  });

  test('stop ends a wait at once and nothing comes after', async () => {
    const { clock, source, heard } = await replay({});
    await source.stop();
    await clock.advance(10_000);
    expect(heard.samples).toHaveLength(1);
    await source.stop();
  });

  test('can be started again', async () => {
    const { source } = await replay({ speed: 'max' });
    await source.stop();
    expect((await readAll(source)).samples).toHaveLength(3);
  });

  test('waits for a listener that is busy', async () => {
    const source = csv(`a,b\n${'1,2\n'.repeat(100)}`);
    const { promise: free, resolve: release } = Promise.withResolvers<void>();
    let taken = 0;
    const heard = new Heard();
    await source.start({
      onSample: () => {
        taken += 1;
        return free;
      },
      onError: (error) => heard.onError(error),
      onEnd: () => heard.onEnd(),
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(taken).toBeLessThanOrEqual(1);
    release();
    await heard.until(({ ended }) => ended);
    expect(taken).toBe(100);
  });
});
