import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Hex } from '@lookout/shared/bundle/read-bundle';
import { expect, test } from 'vitest';
import { scratchFolder } from '../../../test/support/scratch.ts';
import { toyModel, writeToyBundle } from '../../../test/support/toy-bundle.ts';
import { loadBundle } from './load-bundle.ts';

const channels = [
  { name: 'pressure', mean: 2, sd: 0.5 },
  { name: 'flow', mean: 30, sd: 3 },
];

/** Puts another model into a bundle and makes the manifest vouch for it. */
async function replaceModel(folder: string, bytes: Uint8Array): Promise<void> {
  const path = join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(path, 'utf8'));
  manifest.files['model.onnx'] = { sha256: sha256Hex(bytes), sizeBytes: bytes.length };
  await writeFile(path, JSON.stringify(manifest));
  await writeFile(join(folder, 'model.onnx'), bytes);
}

test('a bundle comes with its id, manifest and golden windows', async () => {
  await using folder = await scratchFolder();
  const toy = writeToyBundle(folder.path, { channels });
  const bundle = await loadBundle(folder.path);
  expect(bundle.digest).toBe(toy.digest);
  expect(bundle.manifest).toEqual(toy.manifest);
  expect(bundle.golden.windows).toHaveLength(3);
});

type Spoil = (folder: string) => Promise<void>;
test.each<[string, Spoil, string, string]>([
  ['no folder', (folder) => rm(folder, { recursive: true }), 'missingFile', 'manifest.json'],
  ['no model', (folder) => rm(join(folder, 'model.onnx')), 'missingFile', 'model.onnx'],
  [
    'a truncated model',
    (folder) => truncate(join(folder, 'model.onnx'), 60),
    'digest',
    'truncated',
  ],
  [
    'a model with one bit flipped',
    async (folder) => {
      const path = join(folder, 'model.onnx');
      const bytes = await readFile(path);
      bytes[100] = (bytes[100] ?? 0) ^ 1;
      await writeFile(path, bytes);
    },
    'digest',
    'model.onnx',
  ],
  [
    'a truncated model that the manifest vouches for',
    async (folder) =>
      replaceModel(folder, (await readFile(join(folder, 'model.onnx'))).subarray(0, 60)),
    'model',
    'model.onnx',
  ],
  [
    'a model of another number of channels',
    (folder) => replaceModel(folder, toyModel(channels.slice(0, 1), 4)),
    'model',
    'window',
  ],
  [
    'a manifest that is no JSON',
    (folder) => writeFile(join(folder, 'manifest.json'), '{"format":'),
    'malformed',
    'manifest.json',
  ],
  [
    'a newer manifest',
    (folder) => writeFile(join(folder, 'manifest.json'), '{"format":2}'),
    'newerFormat',
    'update Lookout',
  ],
])('%s is refused in words', async (_, spoil, code, words) => {
  await using folder = await scratchFolder();
  const path = join(folder.path, 'bundle');
  writeToyBundle(path, { channels });
  await spoil(path);
  await expect(loadBundle(path)).rejects.toMatchObject({
    code,
    message: expect.stringContaining(words),
  });
});
