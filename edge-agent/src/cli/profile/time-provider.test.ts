import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sha256Hex } from '@lookout/shared/bundle/read-bundle';
import { expect, test } from 'vitest';
import { scratchFolder } from '../../../../test/support/scratch.ts';
import { sourceExecArgv } from '../../../../test/support/source-process.ts';
import { writeToyBundle } from '../../../../test/support/toy-bundle.ts';
import { writeToyImageBundle } from '../../../../test/support/toy-image-bundle.ts';
import { checkProvider } from '../../check-provider.ts';
import { openProfiled } from '../../profiled-bundle.ts';
import { timeProvider } from './time-provider.ts';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const tools = {
  child: { path: here('../../detect/profile/profile-child.ts'), execArgv: sourceExecArgv },
  stepTimeoutMs: 20_000,
};
const channels = [{ name: 'pressure', mean: 2, sd: 0.5 }];

async function toy(folder: string) {
  writeToyBundle(folder, { channels });
  return openProfiled(folder);
}

test('a bundle agrees with its golden windows, and its nodes are seen to run on the CPU', async () => {
  await using folder = await scratchFolder();
  const check = await checkProvider(await toy(folder.path), 'cpu', tools);
  expect(check).toMatchObject({ provider: 'cpu', outcome: 'ok', name: folder.path });
  expect(check.nodes.cpu).toBeGreaterThan(2);
  expect(check.detail).toContain('3 golden windows on cpu: largest deviation');
});

test('a bundle of large frames is held to them in several runs', async () => {
  await using folder = await scratchFolder();
  // A run takes two of them, and there are three.
  writeToyImageBundle(folder.path, { side: 256 });
  const check = await checkProvider(await openProfiled(folder.path), 'cpu', tools);
  expect(check).toMatchObject({
    outcome: 'ok',
    detail: expect.stringContaining('3 golden windows on cpu'),
  });
  writeToyImageBundle(folder.path, { side: 16, flaw: 'wrongScore' });
  const wrong = await checkProvider(await openProfiled(folder.path), 'cpu', tools);
  expect(wrong.outcome).toBe('disagrees');
});

test('one that gives something else disagrees', async () => {
  await using folder = await scratchFolder();
  await toy(folder.path);
  const at = (name: string) => join(folder.path, name);
  const golden = JSON.parse(await readFile(at('golden.json'), 'utf8'));
  golden.windows[1].score += 0.5;
  await writeFile(at('golden.json'), JSON.stringify(golden));
  const bytes = await readFile(at('golden.json'));
  const manifest = JSON.parse(await readFile(at('manifest.json'), 'utf8'));
  manifest.files['golden.json'] = { sha256: sha256Hex(bytes), sizeBytes: bytes.length };
  await writeFile(at('manifest.json'), JSON.stringify(manifest));
  const check = await checkProvider(await openProfiled(folder.path), 'cpu', tools);
  expect(check).toMatchObject({ outcome: 'disagrees', detail: expect.stringContaining('3.3e-1') });
});

test('a provider that ONNX Runtime drops without a word is found out', async () => {
  await using folder = await scratchFolder();
  // On this platform no build has it: the session that comes is one of the CPU.
  const check = await checkProvider(await toy(folder.path), 'dml', tools);
  expect(check).toMatchObject({
    outcome: 'fellBack',
    detail: expect.stringMatching(/^ran none of \d+ nodes on dml \(\d+ on cpu\)/),
  });
});

test('a process that does not start is a finding too', async () => {
  await using folder = await scratchFolder();
  const check = await checkProvider(await toy(folder.path), 'cpu', {
    ...tools,
    child: { path: here('no-such-child.ts') },
  });
  expect(check).toMatchObject({
    outcome: 'unusable',
    detail: expect.stringContaining('starting ended the process (exit code 1)'),
  });
});

test('bundles are timed beside a one-node graph, with their memory', async () => {
  await using folder = await scratchFolder();
  const bundle = await toy(folder.path);
  const options = { provider: 'cpu', batches: [1, 8], seconds: 0.2 };
  const entries = await timeProvider([bundle], options, tools);
  expect(entries.map(({ name, batch }) => [name, batch])).toEqual([
    [folder.path, 1],
    [folder.path, 8],
    ['one-node graph', 1],
    ['one-node graph', 8],
  ]);
  for (const { p50Ms, p99Ms, runs, peakRssBytes } of entries) {
    expect(p50Ms).toBeGreaterThan(0);
    expect(p99Ms).toBeGreaterThanOrEqual(p50Ms);
    expect(runs).toBeGreaterThan(0);
    expect(peakRssBytes).toBeLessThan(100e6);
  }
  expect(entries[0]).toMatchObject({ bundleId: bundle.bundle.digest, speedUp: null });
  expect(entries[2]).toMatchObject({ bundleId: null, peakRssBytes: 0 });
  expect(entries[2]?.speedUp?.value).toBeGreaterThan(0);
}, 60_000);
