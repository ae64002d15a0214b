import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { scratchFolder } from '../../../test/support/scratch.ts';
import { writeToyBundle } from '../../../test/support/toy-bundle.ts';
import type { DetectorModel, SessionId } from './child-protocol.ts';
import type { DetectError } from './detect-error.ts';
import { modelOf, sourceChild, unrulyChild } from './detector.fixture.ts';
import { Detectors, type DetectorsOptions } from './detectors.ts';
import { dieAlways, hang, slow, slowToLoad } from './unruly.fixture.ts';

let detectors: Detectors;
const deaths: (SessionId | null)[] = [];
afterEach(async () => {
  await detectors.stop();
  deaths.length = 0;
});

function begin(options: Partial<DetectorsOptions>): Detectors {
  detectors = new Detectors({
    ...{ warn: () => {}, restartDelayMs: () => 10 },
    died: (busyWith) => deaths.push(busyWith),
    ...options,
  });
  detectors.start();
  return detectors;
}

const reasonOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'ok',
    ({ code, message }: DetectError) => `${code}: ${message}`,
  );

const model = (provider: string, digest = 'a'): DetectorModel => ({
  ...{ digest, path: '', sha256: '', latent: 1, provider },
  size: { kind: 'series', windowLength: 1, channels: 1 },
});
const one = (value: number) => Float32Array.of(value);

describe('a process for each provider', () => {
  test('is there while it has a model', async () => {
    begin({ child: unrulyChild });
    await detectors.load(model('cpu'));
    const [cpu] = detectors.pids;
    expect(await detectors.load(model('webgpu'))).toMatchObject({ provider: 'webgpu' });
    await detectors.load(model('webgpu', 'b'));
    expect(detectors.pids).toEqual([cpu, expect.any(Number)]);
    expect((await detectors.score(model('webgpu'), one(3))).score).toBe(3);
    await detectors.unload(model('webgpu'));
    expect(detectors.pids).toHaveLength(2);
    await detectors.unload(model('webgpu', 'b'));
    expect(detectors.pids).toEqual([cpu]);
    expect((await detectors.score(model('cpu'), one(4))).score).toBe(4);
  });

  test('of a GPU that dies, whatever waits is told at once, and the CPU goes on', async () => {
    begin({ child: unrulyChild });
    await Promise.all([detectors.load(model('cpu')), detectors.load(model('webgpu'))]);
    const [cpu] = detectors.pids;
    const lost = [dieAlways, 5].map((value) =>
      reasonOf(detectors.score(model('webgpu'), one(value))),
    );
    const kept = detectors.score(model('cpu'), one(6));
    for (const reason of await Promise.all(lost)) expect(reason).toMatch(/^crashed: .*SIGKILL/);
    expect((await kept).score).toBe(6);
    expect(deaths).toEqual([{ digest: 'a', provider: 'webgpu' }]);
    expect(detectors.pids).toEqual([cpu]);
    expect(await reasonOf(detectors.score(model('webgpu'), one(7)))).toBe(
      'provider: no process runs on webgpu: it ended: SIGKILL',
    );
    // It may have been mended.
    await detectors.load(model('webgpu'));
    expect((await detectors.score(model('webgpu'), one(8))).score).toBe(8);
  });

  test('of a GPU that hangs, its windows are told after about a stride, however long it takes to die', async () => {
    begin({ child: unrulyChild, leastPatienceMs: 1 });
    const gpu = { ...model('webgpu'), strideMs: 100 };
    await Promise.all([detectors.load(model('cpu')), detectors.load(gpu)]);
    const [cpu] = detectors.pids;
    const startedMs = performance.now();
    const lost = [hang, 5].map((value) => reasonOf(detectors.score(gpu, one(value))));
    for (const reason of await Promise.all(lost))
      expect(reason).toMatch(/^crashed: .*no answer within 100 ms/);
    expect(performance.now() - startedMs).toBeLessThan(1_000);
    expect(detectors.pids).toEqual([cpu]);
    expect(deaths).toEqual([{ digest: 'a', provider: 'webgpu' }]);
    expect((await detectors.score(model('cpu'), one(6))).score).toBe(6);
  });

  test('of a GPU that has answered, it is no hang that we were late to read it', async () => {
    begin({ child: unrulyChild, leastPatienceMs: 1 });
    const gpu = { ...model('webgpu'), strideMs: 100 };
    await detectors.load(gpu);
    const scored = detectors.score(gpu, one(5));
    await new Promise((resolve) => setImmediate(resolve));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
    expect((await scored).score).toBe(5);
    expect(deaths).toEqual([]);
  });

  test('of a GPU that compiles at its first run, that is no hang; later runs may be as slow', async () => {
    begin({ child: unrulyChild, leastPatienceMs: 1 });
    const gpu = { ...model('webgpu', slowToLoad), strideMs: 50 };
    await detectors.load(gpu);
    for (const value of [slow, 1, slow])
      expect((await detectors.score(gpu, one(value))).score).toBe(value);
    expect(deaths).toEqual([]);
  });

  test('is not begun for a provider that the build does not have', async () => {
    begin({ child: unrulyChild });
    expect(await reasonOf(detectors.load(model('cuda')))).toBe(
      'provider: this build of ONNX Runtime has no provider cuda; it has cpu, webgpu',
    );
    expect(detectors.pids).toHaveLength(1);
  });

  test('stopping answers whoever asks for one', async () => {
    begin({ child: unrulyChild });
    const asked = reasonOf(detectors.load(model('webgpu')));
    await detectors.stop();
    expect(await asked).toMatch(/^stopped: /);
  });
});

describe('another build of ONNX Runtime', () => {
  const channels = [{ name: 'pressure', mean: 2, sd: 0.5 }];

  test('is the one that is loaded', async () => {
    await using folder = await scratchFolder();
    // Our own build behind another door, which says that it has one provider more.
    const runtime = join(folder.path, 'built');
    await mkdir(runtime);
    await writeFile(join(runtime, 'package.json'), '{"main":"main.cjs"}');
    const own = new URL(import.meta.resolve('onnxruntime-node')).pathname;
    const main = `const ort = require(${JSON.stringify(own)});
      module.exports = { ...ort, listSupportedBackends: () => [...ort.listSupportedBackends(), { name: 'cuda' }] };`;
    await writeFile(join(runtime, 'main.cjs'), main);
    begin({ child: sourceChild, runtime });
    const toy = modelOf(writeToyBundle(join(folder.path, 'toy'), { channels }));
    await detectors.load(toy);
    expect(detectors.backends).toContain('cuda');
    expect((await detectors.score(toy, Float32Array.of(2, 2, 2, 2))).score).toBe(0);
    // It lies: nothing of CUDA is behind it.
    expect(await reasonOf(detectors.load({ ...toy, provider: 'cuda' }))).toMatch(
      /^(provider|fellBack): /,
    );
  });

  test.each([
    ['nothing', null, /cannot be loaded: Cannot find module .*set runtime.onnxruntime/],
    ['something else', 'module.exports = {}', /is no onnxruntime-node package/],
  ])('that is %s is told in words', async (_, main, words) => {
    await using folder = await scratchFolder();
    const runtime = join(folder.path, 'built');
    await mkdir(runtime);
    if (main !== null) await writeFile(join(runtime, 'index.js'), main);
    begin({ child: sourceChild, runtime });
    expect(await reasonOf(detectors.load(model('cpu')))).toMatch(words);
  });
});
