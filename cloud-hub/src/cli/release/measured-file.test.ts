import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readMeasured } from './measured-file.ts';
import { evaluationOf } from './release.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lookout-measured-'));
});
afterAll(() => rm(folder, { recursive: true }));

const read = async (content: unknown) => {
  const file = join(folder, 'measured.json');
  await writeFile(file, JSON.stringify(content));
  return readMeasured(file);
};

test.each([
  [
    'of frames',
    { auroc: 0.9, aurocInterval: { value: 0.9, low: 0.8, high: 1 }, detector: 'latent' },
    { auroc: 0.9, aurocCi: [0.8, 1], vusPr: null },
  ],
  [
    'of rows',
    { auroc: 0.8, aurocInterval: { low: 0.7, high: 0.9 }, vusPr: 0.6 },
    { auroc: 0.8, aurocCi: [0.7, 0.9], vusPr: 0.6 },
  ],
  [
    'of nothing but normal ones',
    { auroc: null, aurocInterval: null },
    { auroc: null, aurocCi: null, vusPr: null },
  ],
])('what was measured %s goes with a variant', async (_, content, expected) => {
  expect(await read(content)).toEqual({ ...expected, latencyP50Us: null, latencyP99Us: null });
});

test('another document is refused by its name', async () => {
  await expect(read({ bundle: 'x' })).rejects.toThrow('measured.json is no evaluation');
});

test('a variant and its file', () => {
  const first = evaluationOf('cpu-a=a.json');
  expect(evaluationOf('gpu-b=/x=y.json', first)).toEqual([
    { name: 'cpu-a', file: 'a.json' },
    { name: 'gpu-b', file: '/x=y.json' },
  ]);
  expect(() => evaluationOf('a.json')).toThrow('VARIANT=FILE');
});
