import { existsSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratchFolder } from '../../../../test/support/scratch.ts';
import { writeToyBundle } from '../../../../test/support/toy-bundle.ts';
import { bundleIn } from '../fetch/fetch.fixture.ts';
import { loadBundle } from '../load-bundle.ts';
import { BundleStore } from './bundle-store.ts';
import { Part, sidecarOf } from './part.ts';

const toy = (folder: string, mean: number) =>
  writeToyBundle(folder, { channels: [{ name: 'a', mean, sd: 1 }] });

test('an imported bundle outlives its folder, and is there once', async () => {
  await using scratch = await scratchFolder();
  const { folder, digest } = toy(join(scratch.path, 'own'), 1);
  const store = new BundleStore(join(scratch.path, 'bundles'));
  expect(store.folderOf(digest)).toBeNull();
  expect(await store.importFolder(folder)).toBe(digest);
  expect(await store.importFolder(folder)).toBe(digest);
  toy(folder, 2); // trained anew over it
  const loaded = await loadBundle(store.folderOf(digest) ?? '');
  expect(loaded.digest).toBe(digest);
  expect(statSync(loaded.modelPath).nlink).toBe(2);
});

test('a folder that is no whole bundle is not taken', async () => {
  await using scratch = await scratchFolder();
  const { folder } = toy(join(scratch.path, 'own'), 1);
  truncateSync(join(folder, 'model.onnx'), 10);
  const store = new BundleStore(join(scratch.path, 'bundles'));
  await expect(store.importFolder(folder)).rejects.toMatchObject({ code: 'digest' });
});

test('collecting keeps what is named and what is coming, and shared files with it', async () => {
  await using scratch = await scratchFolder();
  const store = new BundleStore(join(scratch.path, 'bundles'));
  const [one, two, three] = [1, 2, 3].map((mean) => toy(join(scratch.path, `own-${mean}`), mean));
  if (!one || !two || !three) throw new Error('three bundles');
  for (const { folder } of [one, two]) await store.importFolder(folder);
  const coming = bundleIn(three.folder).variant;
  const model = coming.files['model.onnx'];
  for (const entry of [model, { sha256: 'e'.repeat(64), sizeBytes: 5 }]) {
    const part = await store.openPart(entry);
    await part.write(0, new Uint8Array(part.sizeOf(0)));
    await part.save();
    await part.close();
  }
  await store.collect(new Set([two.digest]), [coming]);
  expect(store.folderOf(one.digest)).toBeNull();
  await loadBundle(store.folderOf(two.digest) ?? '');
  const names = (room: string) => readdirSync(join(scratch.path, 'bundles', room)).sort();
  expect(names('parts')).toEqual([model.sha256, `${model.sha256}.have`].sort());
  expect(names('files')).toHaveLength(4);
});

test('what a crash left half made is cleared', async () => {
  await using scratch = await scratchFolder();
  const half = join(scratch.path, `${'a'.repeat(64)}.new`);
  await mkdir(half);
  await new BundleStore(scratch.path).prepare();
  expect(existsSync(half)).toBe(false);
});

test('what another stream is just making is left alone', async () => {
  await using scratch = await scratchFolder();
  const store = new BundleStore(join(scratch.path, 'bundles'));
  await store.prepare();
  const making = join(scratch.path, 'bundles', `${'b'.repeat(64)}.new`);
  await mkdir(making);
  await store.collect(new Set(), []);
  expect(existsSync(making)).toBe(true);
});

test('a file that was damaged on the disk is not taken for whole', async () => {
  await using scratch = await scratchFolder();
  const { folder, digest } = toy(join(scratch.path, 'own'), 1);
  const store = new BundleStore(join(scratch.path, 'bundles'));
  await store.importFolder(folder);
  const entry = bundleIn(folder).variant.files['model.onnx'];
  expect(await store.hasFile(entry)).toBe(true);
  writeFileSync(join(scratch.path, 'bundles/files', entry.sha256), 'something else');
  expect(await store.hasFile(entry)).toBe(false);
  await store.discard(digest);
  expect(store.folderOf(digest)).toBeNull();
});

const entry = { sha256: 'a'.repeat(64), sizeBytes: 3 * 4096 + 100 };
test.each([
  ['as it was saved', () => {}, [0, 2]],
  [
    'with a sidecar that is no JSON',
    (path: string) => writeFileSync(sidecarOf(path), '{'),
    [0, 1, 2, 3],
  ],
  [
    'with a sidecar of another size',
    (path: string) =>
      writeFileSync(sidecarOf(path), JSON.stringify({ sizeBytes: 7, have: 'AA==' })),
    [0, 1, 2, 3],
  ],
])('a part is opened again %s', async (_, spoil, missing) => {
  await using scratch = await scratchFolder();
  const path = join(scratch.path, 'part');
  const part = await Part.open(path, entry);
  await part.write(1, new Uint8Array(4096));
  await part.write(3, new Uint8Array(100));
  await part.save();
  await part.close();
  spoil(path);
  const again = await Part.open(path, entry);
  expect([0, 1, 2, 3].filter((unit) => !again.has(unit))).toEqual(missing);
  expect(again.haveBytes).toBe(missing.length === 4 ? 0 : 4196);
  await again.close();
});
