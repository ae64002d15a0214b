import { truncateSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readLatencyTable } from '@lookout/shared/profile/latency-table';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../../../test/support/cli.ts';
import { scratchFolder } from '../../../test/support/scratch.ts';
import { writeToyBundle } from '../../../test/support/toy-bundle.ts';

let folder: Awaited<ReturnType<typeof scratchFolder>>;
const at = (name: string) => join(folder.path, name);

beforeAll(async () => {
  folder = await scratchFolder();
  for (const name of ['good', 'broken'])
    writeToyBundle(at(name), { channels: [{ name: 'pressure', mean: 1, sd: 1 }] });
  truncateSync(at('broken/model.onnx'), 60);
});
afterAll(() => folder[Symbol.asyncDispose]());

/** Words that begin with @ are files of the scratch folder. */
const profile = (...args: string[]) =>
  runCommand('lookout-agent', [
    'profile',
    ...args.map((arg) => arg.replace(/^@/, `${folder.path}/`)),
  ]);

test.each<[string, string[], number, string]>([
  ['--help teaches', ['--help'], 0, 'lookout compress --profile'],
  ['no bundle', [], 2, "required option '--bundle <dir...>'"],
  ['no such folder', ['--bundle', '@none'], 1, 'none/manifest.json: cannot be read (ENOENT)'],
  ['a corrupt bundle', ['--bundle', '@good', '@broken'], 1, 'broken: model.onnx has 60 bytes'],
  [
    'an unknown provider',
    ['--bundle', '@good', '--provider', 'gpu'],
    2,
    'no provider "gpu"; there are cpu',
  ],
  [
    'one that is not here',
    ['--bundle', '@good', '--provider', 'dml'],
    1,
    'has no provider dml; it has cpu',
  ],
  [
    'no such build of ONNX Runtime',
    ['--bundle', '@good', '--onnxruntime', '@none'],
    1,
    'ONNX Runtime of runtime.onnxruntime cannot be loaded',
  ],
  ['no batch', ['--bundle', '@good', '--batch', '1,x'], 2, 'such as 1,32'],
  ['no time', ['--bundle', '@good', '--seconds', '0'], 2, 'Expected a number of seconds'],
  [
    'no place for the table',
    ['--bundle', '@good', '--out', '@no/p.json'],
    1,
    'no/p.json cannot be written (ENOENT)',
  ],
  ['a folder for the table', ['--bundle', '@good', '--out', '@good'], 1, 'good is no file'],
])('%s', async (_, args, code, words) => {
  const finished = await profile(...args);
  expect(finished).toMatchObject({ code });
  expect(finished.stdout + finished.stderr).toContain(words);
});

test('prints a table, and writes it for the hub', async () => {
  const asked = ['--provider', 'cpu', '--batch', '1,4', '--seconds', '0.2'];
  const finished = await profile('--bundle', '@good', ...asked, '--out', '@profile.json');
  expect(finished).toMatchObject({ code: 0, stderr: '' });
  expect(finished.stdout).toMatch(/^bundle +provider +batch +p50 ms/m);
  expect(finished.stdout).toMatch(/good +cpu +4 .* agrees$/m);
  const table = readLatencyTable(await readFile(at('profile.json'), 'utf8'));
  expect(table.device.providers).toContain('cpu');
  expect(table.entries).toHaveLength(4);
  expect(table.checks).toMatchObject([{ provider: 'cpu', outcome: 'ok' }]);
}, 60_000);
