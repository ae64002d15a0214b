import { EventEmitter } from 'node:events';
import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type BeginWatch, FolderWatch } from './folder-watch.ts';

let root: string;
let folder: string;
let watch: FolderWatch;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lookout-watch-'));
  folder = join(root, 'camera');
  mkdirSync(folder);
});
afterEach(() => {
  watch.close();
  rmSync(root, { recursive: true });
});

const write = (name: string) => writeFileSync(join(folder, name), 'x');
let seconds = 1_700_000_000;
/** The clocks of file systems are coarse: gives the folder a time that it did not have before. */
function age(): void {
  seconds += 1;
  utimesSync(folder, seconds, seconds);
}

/** As often as it takes for the system's word to come. */
async function taken(): Promise<readonly string[]> {
  for (;;) {
    const names = await watch.take();
    if (names.length > 0) return names;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('what was there is old; what is written comes once, the last written last', async () => {
  write('old.png');
  watch = new FolderWatch(folder);
  await watch.open();
  for (const name of ['b.png', 'a.png', 'b.png']) write(name);
  expect(await taken()).toEqual(['a.png', 'b.png']);
  expect(await watch.take()).toEqual([]);
});

test('another folder in its place is begun with anew', async () => {
  watch = new FolderWatch(folder);
  await watch.open();
  renameSync(folder, join(root, 'before'));
  mkdirSync(folder);
  write('there-already.png');
  expect(await watch.take()).toEqual([]);
  write('new.png');
  expect(await taken()).toEqual(['new.png']);
});

test('a folder that was removed and made anew between two looks is watched on', async () => {
  watch = new FolderWatch(folder);
  await watch.open();
  write('a.png');
  expect(await taken()).toEqual(['a.png']);
  // Some file systems give the new one the old one's number.
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  for (let i = 0; ; i += 1) {
    write(`${i}.png`);
    const names = await watch.take();
    if (names.includes(`${i}.png`)) break;
    await new Promise((resolve) => setImmediate(resolve));
  }
});

describe('where the system tells nothing', () => {
  const deaf: BeginWatch = () => Object.assign(new EventEmitter(), { close: () => {} });
  const none: BeginWatch = () => {
    throw new Error('ENOSPC: no watch left');
  };

  test.each([
    ['a share of another machine', deaf],
    ['no watch is left', none],
  ])('the folder is listed when its time has changed (%s)', async (_, begin) => {
    write('frame-8.png');
    watch = new FolderWatch(folder, begin);
    await watch.open();
    for (const name of ['frame-10.png', 'frame-9.png']) write(name);
    age();
    // The word of it might be on its way.
    expect(await watch.take()).toEqual([]);
    expect(await watch.take()).toEqual(['frame-9.png', 'frame-10.png']);
    expect(await watch.take()).toEqual([]);
    rmSync(join(folder, 'frame-8.png'));
    write('frame-11.png');
    age();
    expect(await watch.take()).toEqual([]);
    expect(await watch.take()).toEqual(['frame-11.png']);
  });
});

test('a folder that is none is told', async () => {
  watch = new FolderWatch(join(folder, 'nowhere'));
  await expect(watch.open()).rejects.toMatchObject({
    ...{ code: 'fileUnreadable', effect: 'stopped' },
    message: expect.stringContaining('nowhere: cannot be read (ENOENT)'),
  });
  writeFileSync(join(folder, 'file'), 'x');
  watch = new FolderWatch(join(folder, 'file'));
  await expect(watch.open()).rejects.toThrow('it is no folder');
});
