import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bitmapOf } from '../../../../test/support/bitmap.ts';
import { systemClock } from '../clock.ts';
import { bareThread, brokenThread, unrulyThread } from './frame-reader.fixture.ts';
import { FrameReader, type FrameReaderOptions, type ThreadModule } from './frame-reader.ts';

let folder: string;
let reader: FrameReader;
let stopping: AbortController;
let told: string[];
let pauses: number[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lookout-reader-'));
});
afterEach(async () => {
  stopping.abort();
  await reader.stop();
  rmSync(folder, { recursive: true });
});

/** Each thread that is there has a port to it. */
const ports = () =>
  process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;

function begin(thread?: ThreadModule, more: Partial<FrameReaderOptions> = {}): void {
  stopping = new AbortController();
  told = [];
  pauses = [];
  reader = new FrameReader({
    size: { channels: 3, height: 8, width: 8 },
    clock: systemClock,
    signal: stopping.signal,
    ...(thread === undefined ? {} : { thread }),
    leavesWithinMs: 50,
    restartDelayMs: (n) => {
      pauses.push(n);
      return 1;
    },
    interrupted: (why) => told.push(why),
    recovered: () => told.push('recovered'),
    ...more,
  });
}

function bitmap(name: string, level = 51): string {
  const path = join(folder, name);
  writeFileSync(
    path,
    bitmapOf(8, 8, () => [level, level, level]),
  );
  return path;
}

test('a picture comes as the values of the network and the means of its colors', async () => {
  begin();
  const read = await reader.read(bitmap('a.bmp'));
  expect(read).toEqual({
    kind: 'frame',
    frame: new Float32Array(3 * 64).fill(Math.fround(0.2)),
    means: [0.2, 0.2, 0.2].map((mean) => expect.closeTo(mean, 10)),
  });
});

test.each([
  ['gone', 'none.png', /^gone$/],
  ['no picture by its name', 'notes.txt', /^bad: it is no picture by its name/],
  ['broken', 'broken.png', /^bad: Input buffer contains unsupported image format/],
])('one that is %s is told', async (_, name, expected) => {
  begin();
  writeFileSync(join(folder, 'broken.png'), 'x');
  const read = await reader.read(join(folder, name));
  expect(read.kind === 'bad' ? `bad: ${read.why}` : read.kind).toMatch(expected);
});

test('the own loop goes on while a large picture is read', async () => {
  begin();
  const path = join(folder, 'large.png');
  const background = { r: 9, g: 9, b: 9 };
  const png = sharp({ create: { width: 4_000, height: 3_000, channels: 3, background } }).png();
  writeFileSync(path, await png.toBuffer());
  await reader.read(bitmap('first.bmp'));
  const [own, all] = [process.threadCpuUsage(), process.cpuUsage()];
  expect((await reader.read(path)).kind).toBe('frame');
  const ownUs = process.threadCpuUsage(own).user;
  expect(ownUs).toBeLessThan(process.cpuUsage(all).user / 10);
});

describe('a picture that ends the thread', () => {
  test.each([
    ['by an error', 'deadly.bmp', /the thread that decodes it ended: a decoder of this name/],
    ['by its memory', 'greedy.bmp', /the thread that decodes it ended: .*memory limit/],
  ])('%s costs itself, and the next is read by another', async (_, name, why) => {
    begin(unrulyThread);
    expect(await reader.read(bitmap(name))).toEqual({
      kind: 'deadly',
      why: expect.stringMatching(why),
    });
    expect((await reader.read(bitmap('next.bmp'))).kind).toBe('frame');
    expect([pauses, told]).toEqual([[0], []]);
  });

  test('by never being done is ended', async () => {
    begin(unrulyThread, { answersWithinMs: 300 });
    expect(await reader.read(bitmap('endless.bmp'))).toEqual({
      kind: 'deadly',
      why: 'the thread that decodes it ended: no answer within 300 ms',
    });
  });

  test('again and again interrupts, with longer pauses, until one is read', async () => {
    begin(unrulyThread);
    for (const _ of [1, 2, 3]) await reader.read(bitmap('deadly.bmp'));
    await reader.read(bitmap('next.bmp'));
    expect(told).toEqual([expect.stringMatching(/ended 2 times in a row: a decoder/), 'recovered']);
    await reader.read(bitmap('deadly.bmp'));
    await reader.read(bitmap('next.bmp'));
    expect(pauses).toEqual([0, 1, 2, 0]);
  });
});

test('without the library bitmaps are read, and of others it is told', async () => {
  begin(bareThread);
  const png = join(folder, 'a.png');
  writeFileSync(png, 'x');
  expect((await reader.read(bitmap('a.bmp'))).kind).toBe('frame');
  await expect(reader.read(png)).rejects.toMatchObject({
    ...{ code: 'noDecoder', effect: 'stopped' },
    message: expect.stringMatching(/does not load on this machine: no library of this name/),
  });
});

test('a thread that does not start interrupts', async () => {
  begin(brokenThread);
  await reader.read(bitmap('a.bmp'));
  const read = await reader.read(bitmap('a.bmp'));
  expect(read).toMatchObject({ kind: 'deadly', why: expect.stringMatching(/no-such-thread/) });
  expect(told).toHaveLength(1);
});

describe('stopped', () => {
  test.each([
    ['a picture', 'b.bmp'],
    ['one that is never done', 'endless.bmp'],
  ])('in the middle of %s it answers at once, and leaves no thread', async (_, name) => {
    const before = ports();
    begin(unrulyThread);
    await reader.read(bitmap('a.bmp'));
    expect(ports()).toBeGreaterThan(before);
    const read = reader.read(bitmap(name));
    stopping.abort();
    expect(await read).toEqual({ kind: 'gone' });
    await reader.stop();
    expect(ports()).toBe(before);
    expect(await reader.read(bitmap('c.bmp'))).toEqual({ kind: 'gone' });
    expect(ports()).toBe(before);
  });

  test('in a pause it waits for none', async () => {
    begin(unrulyThread);
    await reader.read(bitmap('deadly.bmp'));
    const read = reader.read(bitmap('b.bmp'));
    stopping.abort();
    expect(await read).toEqual({ kind: 'gone' });
    await reader.stop();
  });
});
