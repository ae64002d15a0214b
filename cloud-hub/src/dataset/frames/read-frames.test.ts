import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { areFolders } from './frame-folder.ts';
import { readFrames } from './read-frames.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lookout-frames-'));
});
afterEach(() => rm(folder, { recursive: true }));

const size = { channels: 1, height: 8, width: 8 };
/** A picture of one shade. */
const plain = (shade: number, format: 'png' | 'webp' = 'png') =>
  sharp({
    create: { width: 8, height: 8, channels: 3, background: { r: shade, g: shade, b: shade } },
  })
    [format]({ lossless: true })
    .toBuffer();

async function write(...shades: number[]): Promise<void> {
  for (const [i, shade] of shades.entries())
    await writeFile(join(folder, `frame-${i}.png`), await plain(shade));
}
/** Of each frame the shade that it is of. */
const shadesOf = ({ bytes, count }: { bytes: Uint8Array; count: number }): number[] =>
  Array.from({ length: count }, (_, i) => bytes[i * 64] ?? -1);

test('frames come in the order of their numbers, and what is no picture is passed over', async () => {
  await writeFile(join(folder, 'frame-10.webp'), await plain(30, 'webp'));
  await writeFile(join(folder, 'frame-9.png'), await plain(20));
  await writeFile(join(folder, 'frame-2.png'), await plain(10));
  await writeFile(join(folder, 'notes.txt'), 'none');
  await mkdir(join(folder, 'defects'));
  const { folders, warnings } = await readFrames([folder], size);
  expect(folders.map(shadesOf)).toEqual([[10, 20, 30]]);
  expect(warnings).toEqual([]);
});

test('a damaged file is left out and told', async () => {
  await write(10, 20);
  const whole = await plain(30);
  await writeFile(join(folder, 'frame-5.png'), whole.subarray(0, whole.length / 2));
  const { folders, warnings } = await readFrames([folder], size);
  expect(folders.map(shadesOf)).toEqual([[10, 20]]);
  expect(warnings).toEqual([expect.stringContaining('1 of 3 files left out; ')]);
  expect(warnings[0]).toContain('frame-5.png: ');
});

test('more than are taken are thinned out evenly, and that is told', async () => {
  await write(0, 10, 20, 30, 40, 50);
  const shares: number[] = [];
  const { folders, warnings } = await readFrames([folder], size, (share) => shares.push(share), 3);
  expect(folders.map(shadesOf)).toEqual([[0, 20, 40]]);
  expect(warnings).toEqual(['of 6 frames 3 are taken, spread evenly over all of them']);
  expect(shares.at(-1)).toBe(1);
});

test('the digest is of the files, in order', async () => {
  await write(10, 20);
  const first = await readFrames([folder], size);
  const again = await readFrames([folder], size);
  await write(20, 10);
  const other = await readFrames([folder], size);
  expect(again.folders[0]?.sha256).toBe(first.folders[0]?.sha256);
  expect(other.folders[0]?.sha256).not.toBe(first.folders[0]?.sha256);
});

test.each<[string, () => Promise<unknown>, string, string]>([
  ['without pictures', () => writeFile(join(folder, 'a.txt'), ''), 'empty', 'no frame is in it'],
  ['of nothing whole', () => writeFile(join(folder, 'a.png'), 'x'), 'empty', 'can be read'],
  ['that is not there', () => rm(folder, { recursive: true }), 'unreadable', 'ENOENT'],
])('a folder %s is refused', async (_, prepare, code, message) => {
  await prepare();
  await expect(readFrames([folder], size)).rejects.toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(message) }),
  );
  await mkdir(folder, { recursive: true });
});

test('folders are told from files', async () => {
  await write(10);
  expect(await areFolders([folder])).toBe(true);
  expect(await areFolders([folder, join(folder, 'frame-0.png')])).toBe(false);
  expect(await areFolders([join(folder, 'none')])).toBe(false);
});
