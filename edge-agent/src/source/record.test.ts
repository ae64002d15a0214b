import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { detectCsvShape } from '@lookout/shared/table/csv-shape';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeClock } from './clock.fixture.ts';
import { recordSource } from './record.ts';
import { SimulatorSource } from './simulator/simulator-source.ts';
import type { Source, SourceListener } from './source.ts';
import { SourceError } from './source-error.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lookout-record-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = () => join(folder, 'rows.csv');
const lines = () => readFileSync(file(), 'utf8').trimEnd().split('\n');

/** Gives what a test tells it to. */
class Scripted implements Source {
  readonly kind = 'host';
  readonly faults = [];
  readonly activeFault = null;
  stopped = false;
  readonly channels = [
    { name: 'CPU', unit: '%' },
    { name: 'Temperature', unit: '°C' },
    { name: 'a, b', unit: null },
  ];

  constructor(private readonly script: (listener: SourceListener) => void) {}

  async start(listener: SourceListener): Promise<void> {
    this.script(listener);
  }

  async stop(): Promise<void> {
    this.stopped = true;
  }
}

const row = (at: number, ...values: (number | null)[]) => ({ at, sourceAt: null, values });
const options = () => ({ clock: new FakeClock(), signal: new AbortController().signal });

test('writes time and channels with units, and leaves out what this machine does not have', async () => {
  const source = new Scripted((listener) => {
    for (let i = 0; i < 7; i++) listener.onSample(row(1000 * i, i === 6 ? null : i, null, -i));
    listener.onEnd?.();
  });
  const rows: number[] = [];
  const summary = await recordSource(source, file(), 60_000, {
    ...options(),
    onRow: (n) => rows.push(n),
  });
  expect(summary).toEqual({ rows: 7, channels: ['CPU', 'a, b'], leftOut: ['Temperature'] });
  expect(rows).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(lines()[0]).toBe('time,CPU [%],"a, b"');
  expect(lines().at(-1)).toBe('1970-01-01T00:00:06.000Z,,-6');
  expect(detectCsvShape(lines())).toMatchObject({
    delimiter: ',',
    timeColumn: 0,
    columns: [{ name: 'time' }, { name: 'CPU', unit: '%' }, { name: 'a, b' }],
  });
});

test('a recording of the simulator has a row per period', async () => {
  const clock = new FakeClock();
  const source = new SimulatorSource({
    config: { type: 'simulator', seed: 1, periodMs: 500, speed: 1 },
    channels: null,
    periodMs: 500,
    clock,
  });
  const recording = recordSource(source, file(), 10_000, { ...options(), clock });
  const recorded = { done: false };
  void recording.then(() => {
    recorded.done = true;
  });
  while (!recorded.done) await clock.advance(500);
  expect((await recording).rows).toBeGreaterThanOrEqual(20);
  expect(lines()).toHaveLength(1 + (await recording).rows);
});

test('fewer rows than the probe are written all the same', async () => {
  const source = new Scripted((listener) => {
    listener.onSample(row(0, 1, 2, 3));
    listener.onEnd?.();
  });
  expect(await recordSource(source, file(), 1, options())).toMatchObject({ rows: 1, leftOut: [] });
  expect(lines()).toHaveLength(2);
});

test('can be ended early and keeps what is there', async () => {
  const abort = new AbortController();
  const source = new Scripted((listener) => {
    listener.onSample(row(0, 1, 2, 3));
    abort.abort();
  });
  const summary = await recordSource(source, file(), 1e9, { ...options(), signal: abort.signal });
  expect(summary.rows).toBe(1);
  expect(source.stopped).toBe(true);
});

test('an interruption is told, and what stops the source stops the recording', async () => {
  const told: string[] = [];
  const source = new Scripted((listener) => {
    listener.onError(new SourceError('brokerUnreachable', 'interrupted', 'away'));
    listener.onError(new SourceError('fileUnreadable', 'stopped', 'gone'));
  });
  const recording = recordSource(source, file(), 1e9, {
    ...options(),
    onError: ({ message }) => told.push(message),
  });
  await expect(recording).rejects.toThrow('gone');
  expect(told).toEqual(['away']);
  expect(existsSync(file())).toBe(false);
});

test('an existing file is never written over', async () => {
  writeFileSync(file(), 'precious');
  const source = new Scripted(() => expect.fail('started'));
  await expect(recordSource(source, file(), 1, options())).rejects.toThrow(
    expect.objectContaining({
      code: 'fileUnwritable',
      message: expect.stringMatching(/there already/),
    }),
  );
  expect(readFileSync(file(), 'utf8')).toBe('precious');
});

test('a folder that is not there is named', async () => {
  const recording = recordSource(new Scripted(() => {}), join(folder, 'no/rows.csv'), 1, options());
  await expect(recording).rejects.toThrow(/no\/rows\.csv: cannot be written \(ENOENT\)/);
});
