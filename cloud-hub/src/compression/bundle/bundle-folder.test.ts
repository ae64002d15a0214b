import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleId } from '@lookout/shared/bundle/read-bundle';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { quickRequest, simulatedRecording } from './loop.fixture.ts';
import { openBundle } from './open-bundle.ts';
import { trainBundle } from './train-bundle.ts';
import { requireBundleFolder, writeBundle } from './write-bundle.ts';

type Files = Awaited<ReturnType<typeof trainBundle>>;
let files: Files;
let folder: string;
beforeAll(async () => {
  const request = { ...quickRequest([simulatedRecording(600)]), network: { steps: 10 } };
  files = await trainBundle(request);
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lookout-bundle-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('a bundle is opened as it was written, and no temporary file is left', async () => {
  const dir = join(folder, 'new', 'pump');
  await writeBundle(dir, files);
  const bundle = await openBundle(dir);
  expect(bundle).toMatchObject({ dir, id: bundleId(files['manifest.json']) });
  expect((await readdir(dir)).sort()).toEqual(Object.keys(files).sort());
});

test('a bundle may be replaced, an empty folder filled, anything else is left alone', async () => {
  await requireBundleFolder(join(folder, 'none'));
  await requireBundleFolder(folder);
  await writeBundle(folder, files);
  await requireBundleFolder(folder);
  const home = join(folder, 'home');
  await mkdir(home);
  await writeFile(join(home, 'letter.txt'), 'dear');
  const occupied = expect.objectContaining({ code: 'occupied' });
  await expect(requireBundleFolder(home)).rejects.toThrow(occupied);
  await expect(requireBundleFolder(join(home, 'letter.txt'))).rejects.toThrow(occupied);
});

test('a folder that cannot be made is named', async () => {
  const file = join(folder, 'file');
  await writeFile(file, '');
  await expect(writeBundle(join(file, 'pump'), files)).rejects.toThrow(
    expect.objectContaining({ code: 'unwritable', message: expect.stringContaining(file) }),
  );
});

const modelIn = (dir: string) => join(dir, 'model.onnx');
test.each<[string, string, (dir: string) => Promise<unknown>, string]>([
  ['without a model', 'missingFile', (dir) => rm(modelIn(dir)), 'model.onnx is missing'],
  [
    'with a truncated model',
    'digest',
    (dir) => truncate(modelIn(dir), 1000),
    'truncated or altered',
  ],
  ['with a flipped bit', 'digest', flipBit, 'model.onnx is not the file that the manifest names'],
  ['without a manifest', 'missingFile', (dir) => rm(join(dir, 'manifest.json')), '"lookout train"'],
  [
    'that is not there',
    'missingFile',
    (dir) => rm(dir, { recursive: true }),
    'manifest.json is missing',
  ],
])('a bundle %s is refused as %s', async (_, code, damage, message) => {
  const dir = join(folder, 'pump');
  await writeBundle(dir, files);
  await damage(dir);
  await expect(openBundle(dir)).rejects.toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(message) }),
  );
  await expect(openBundle(dir)).rejects.toThrow(`bundle ${dir}: `);
});

async function flipBit(dir: string): Promise<void> {
  const bytes = await readFile(modelIn(dir));
  bytes[5000] = (bytes[5000] ?? 0) ^ 1;
  await writeFile(modelIn(dir), bytes);
}
