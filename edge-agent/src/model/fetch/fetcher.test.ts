import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unitsOf } from '@lookout/shared/protocol/blocks';
import { Random } from '@lookout/shared/simulator/random';
import { expect, test } from 'vitest';
import { scratchFolder } from '../../../../test/support/scratch.ts';
import { BundleStore } from '../store/bundle-store.ts';
import {
  type BigBundle,
  bigBundle,
  FakeHub,
  type LinkFaults,
  SimulatedTime,
} from './fetch.fixture.ts';
import { Fetcher } from './fetcher.ts';

const clean: LinkFaults = { bytesPerSecond: 1e6, delayMs: 20, loss: 0, twice: 0, jitterMs: 0 };
const poor: LinkFaults = {
  bytesPerSecond: 8_000,
  delayMs: 600,
  loss: 0.1,
  twice: 0.1,
  jitterMs: 900,
};

function bench(bundle: BigBundle, faults: LinkFaults, seed = 1) {
  const time = new SimulatedTime();
  const random = uniform(seed);
  const hub = new FakeHub(time, new Map(bundle.files), random, faults);
  const begin = (folder: string, free: number | null = null) => {
    const store = new BundleStore(folder, () => free);
    const fetcher = new Fetcher({
      ...{ store, request: hub.request, random },
      ...{ monotonicMs: () => time.nowMs, wait: time.wait },
    });
    hub.deliver = ({ digest, index, bytes }) => fetcher.heard([digest, String(index)], bytes);
    const stopping = new AbortController();
    const progress: [number, number][] = [];
    const run = { store, fetcher, stopping, progress, ended: false };
    const done = fetcher.fetch(bundle.variant, {
      signal: stopping.signal,
      onProgress: (...figures) => progress.push(figures),
    });
    const settled = done
      .then(
        (path) => ({ path, error: null }),
        (error: unknown) => ({ path: '', error }),
      )
      .finally(() => {
        run.ended = true;
      });
    return Object.assign(run, { settled });
  };
  const finish = async (run: ReturnType<typeof begin>) => {
    await time.run(() => run.ended);
    return await run.settled;
  };
  return { time, hub, random, begin, finish };
}

function expectWhole(folder: string, { variant, files }: BigBundle): void {
  for (const [name, { sha256 }] of Object.entries(variant.files))
    expect(readFileSync(join(folder, name)).equals(files.get(sha256) ?? Buffer.alloc(0))).toBe(
      true,
    );
}

test('a bundle comes over a good link, faster and faster, each byte once', async () => {
  await using scratch = await scratchFolder();
  const bundle = bigBundle(join(scratch.path, 'b'), 500_000);
  const { hub, time, begin, finish } = bench(bundle, clean);
  const run = begin(join(scratch.path, 'bundles'));
  const { path } = await finish(run);
  expectWhole(path, bundle);
  expect(run.progress.at(-1)).toEqual([bundle.totalBytes, bundle.totalBytes]);
  expect(hub.sentBytes).toBe(bundle.totalBytes);
  expect(time.nowMs).toBeLessThan(2_000);
  expect(hub.requests.at(0)?.message.unitsPerBlock).toBe(1);
});

test.each([
  ['nothing lost', 0, 0.9],
  ['a tenth of all messages lost', 0.1, 0.4],
])('a slow line with a long way is kept busy: %s', async (_, loss, least) => {
  await using scratch = await scratchFolder();
  const bundle = bigBundle(join(scratch.path, 'b'), 300_000);
  const { hub, time, begin, finish } = bench(bundle, { ...poor, twice: 0, jitterMs: 0, loss });
  const { path } = await finish(begin(join(scratch.path, 'bundles')));
  expectWhole(path, bundle);
  const share = bundle.totalBytes / ((poor.bytesPerSecond * time.nowMs) / 1000);
  expect(share).toBeGreaterThan(least);
  // What was lost comes once more, and nothing else.
  expect(hub.sentBytes).toBeLessThan(bundle.totalBytes * (1 + 1.5 * loss) + 1);
});

test('of a slow link no more than about a second is asked for', async () => {
  await using scratch = await scratchFolder();
  const bundle = bigBundle(join(scratch.path, 'b'), 200_000);
  const link = { ...clean, bytesPerSecond: 32_000, delayMs: 600 };
  const { hub, begin, finish } = bench(bundle, link);
  await finish(begin(join(scratch.path, 'bundles')));
  const asked = hub.requests.map(({ message: { missing } }) =>
    missing.reduce((sum, [from, to]) => sum + to - from + 1, 0),
  );
  expect(Math.max(...asked)).toBeLessThanOrEqual(unitsOf(2 * 32_000));
  expect(Math.max(...asked)).toBeGreaterThanOrEqual(unitsOf(32_000 / 2));
});

test.each(Array.from({ length: 12 }, (_, seed) => [seed + 1]))(
  'over a link that loses, repeats and reorders, killed again and again, it becomes whole (seed %d)',
  async (seed) => {
    await using scratch = await scratchFolder();
    const bundle = bigBundle(join(scratch.path, 'b'), 120_000);
    const { hub, time, random, begin, finish } = bench(bundle, poor, seed);
    let folder = join(scratch.path, 'disk-0');
    let run = begin(folder);
    let resumed = 0;
    for (let kill = 1; kill <= 4 && !run.ended; kill++) {
      const at = time.nowMs + random() * 15_000;
      await time.run(() => run.ended || (time.nowMs >= at && time.isIdle));
      // What lies on the disk at that moment is what a kill -9 leaves.
      const next = join(scratch.path, `disk-${kill}`);
      cpSync(folder, next, { recursive: true });
      run.stopping.abort();
      await time.run(() => run.ended);
      await run.settled;
      folder = next;
      const had = run.progress.at(-1)?.[0] ?? 0;
      run = begin(folder);
      const { progress } = run;
      await time.run(() => run.ended || progress.length > 0);
      if (progress[0] !== undefined) {
        resumed += 1;
        // A kill costs what came after the last save: seven units, and the block that was being written.
        expect(progress[0][0]).toBeGreaterThanOrEqual(had - 8 * 4096);
      }
    }
    expect(resumed).toBeGreaterThan(0);
    const { path, error } = await finish(run);
    expect(error).toBeNull();
    expectWhole(path, bundle);
    // Resumed: four beginnings anew would have cost several times as much.
    expect(hub.sentBytes).toBeLessThan(2.5 * bundle.totalBytes);
  },
);

test('a cut line is waited for, and gone on with at once when it is back', async () => {
  await using scratch = await scratchFolder();
  const bundle = bigBundle(join(scratch.path, 'b'), 100_000);
  const { hub, time, begin, finish } = bench(bundle, { ...clean, bytesPerSecond: 20_000 });
  const run = begin(join(scratch.path, 'bundles'));
  await time.run(() => (run.progress.at(-1)?.[0] ?? 0) > 40_000 && time.isIdle);
  hub.isDown = true;
  hub.spoil = () => ({ digest: '', index: 0, bytes: new Uint8Array(0) });
  const backAt = time.nowMs + 30_000;
  await time.run(() => time.nowMs >= backAt && time.isIdle);
  hub.isDown = false;
  hub.spoil = (block) => block;
  const [before, at] = [hub.requests.length, time.nowMs];
  run.fetcher.connected();
  await time.run(() => hub.requests.length > before);
  expect(time.nowMs).toBe(at);
  expectWhole((await finish(run)).path, bundle);
});

test('a block that was altered costs its file once more', async () => {
  await using scratch = await scratchFolder();
  const bundle = bigBundle(join(scratch.path, 'b'), 50_000);
  const { hub, begin, finish } = bench(bundle, clean);
  const model = bundle.variant.files['model.onnx'].sha256;
  let left = 1;
  hub.spoil = (block) =>
    block.digest === model && block.index === 8 && left-- > 0 ? flipped(block) : block;
  expectWhole((await finish(begin(join(scratch.path, 'bundles')))).path, bundle);
  expect(left).toBe(-1);
  expect(hub.sentBytes).toBe(bundle.totalBytes + 50_000);
});

test('a file that is never the right one is given up as digest', async () => {
  await using scratch = await scratchFolder();
  const bundle = bigBundle(join(scratch.path, 'b'), 50_000);
  const { hub, begin, finish } = bench(bundle, clean);
  const model = bundle.variant.files['model.onnx'].sha256;
  hub.spoil = (block) => (block.digest === model ? flipped(block) : block);
  const run = begin(join(scratch.path, 'bundles'));
  expect((await finish(run)).error).toMatchObject({ code: 'digest' });
  expect(run.store.folderOf(bundle.variant.bundle)).toBeNull();
});

test('blocks of a wrong length, of units not asked for, of other files are left out', async () => {
  await using scratch = await scratchFolder();
  const bundle = bigBundle(join(scratch.path, 'b'), 50_000);
  const { hub, time, begin, finish } = bench(bundle, clean);
  const run = begin(join(scratch.path, 'bundles'));
  const model = bundle.variant.files['model.onnx'].sha256;
  await time.run(() => hub.requests.some(({ message }) => message.digest === model));
  for (const [digest, index, size] of [
    [model, '0', 100],
    [model, '0', 17 * 4096],
    [model, '12', 50_000 - 12 * 4096],
    [model, '-1', 4096],
    [model, '999', 4096],
    ['f'.repeat(64), '0', 4096],
  ] as const)
    run.fetcher.heard([digest, index], new Uint8Array(size));
  expectWhole((await finish(run)).path, bundle);
  // None of it was written: the file was right the first time.
  expect(hub.sentBytes).toBe(bundle.totalBytes);
});

test('what the hub does not have is asked for patiently, then given up as unavailable', async () => {
  await using scratch = await scratchFolder();
  const bundle = bigBundle(join(scratch.path, 'b'), 20_000);
  const { hub, time, begin, finish } = bench(bundle, clean);
  hub.files.clear();
  expect((await finish(begin(join(scratch.path, 'bundles')))).error).toMatchObject({
    code: 'unavailable',
  });
  expect(hub.requests).toHaveLength(10);
  expect(time.nowMs).toBeGreaterThan(120_000);
  expect(time.nowMs).toBeLessThan(400_000);
});

test('a hold stops it at once, and what is there stays', async () => {
  await using scratch = await scratchFolder();
  const bundle = bigBundle(join(scratch.path, 'b'), 100_000);
  const { hub, time, begin, finish } = bench(bundle, { ...clean, bytesPerSecond: 20_000 });
  const folder = join(scratch.path, 'bundles');
  const run = begin(folder);
  await time.run(() => (run.progress.at(-1)?.[0] ?? 0) > 50_000 && time.isIdle);
  const at = time.nowMs;
  run.stopping.abort(new Error('held'));
  const { error } = await finish(run);
  expect(error).toMatchObject({ message: 'held' });
  expect(time.nowMs - at).toBeLessThan(10);
  const second = begin(folder);
  await finish(second);
  expect(second.progress[0]?.[0]).toBeGreaterThan(50_000);
  expect(hub.sentBytes).toBeLessThan(bundle.totalBytes + 25_000);
});

test('too little space is told with figures before anything is fetched', async () => {
  await using scratch = await scratchFolder();
  const bundle = bigBundle(join(scratch.path, 'b'), 50_000);
  const { hub, begin, finish } = bench(bundle, clean);
  const { error } = await finish(begin(join(scratch.path, 'bundles'), 1_050_000));
  expect(error).toMatchObject({ code: 'diskFull', message: expect.stringContaining('1050000') });
  expect(hub.requests).toEqual([]);
});

test('a disk that fills in the middle is diskFull, in the words of the kernel', async () => {
  await using scratch = await scratchFolder();
  const bundle = bigBundle(join(scratch.path, 'b'), 50_000);
  const { begin, finish } = bench(bundle, clean);
  const folder = join(scratch.path, 'bundles');
  await new BundleStore(folder).prepare();
  const { sha256, sizeBytes } = bundle.variant.files['model.onnx'];
  const part = join(folder, 'parts', sha256);
  // Every write there is answered by the kernel's own ENOSPC.
  symlinkSync('/dev/full', part);
  const have = Buffer.alloc(2).toString('base64');
  writeFileSync(`${part}.have`, JSON.stringify({ sizeBytes, have }));
  expect((await finish(begin(folder))).error).toMatchObject({
    code: 'diskFull',
    message: expect.stringContaining('ENOSPC'),
  });
});

test('a file that another bundle has is not fetched again', async () => {
  await using scratch = await scratchFolder();
  const bundle = bigBundle(join(scratch.path, 'b'), 50_000);
  const { hub, begin, finish } = bench(bundle, clean);
  const folder = join(scratch.path, 'bundles');
  const first = begin(folder);
  await finish(first);
  await first.store.discard(bundle.variant.bundle);
  const before = hub.requests.length;
  const second = begin(folder);
  expectWhole((await finish(second)).path, bundle);
  expect(hub.requests).toHaveLength(before);
});

function flipped<T extends { readonly bytes: Uint8Array }>(block: T): T {
  const bytes = Uint8Array.from(block.bytes);
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  return { ...block, bytes };
}

function uniform(seed: number): () => number {
  const random = new Random(seed);
  return () => random.uniform();
}
