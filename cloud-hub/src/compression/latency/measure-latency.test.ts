import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { sourceExecArgv } from '../../../../test/support/source-process.ts';
import { measureLatency } from './measure-latency.ts';
import { denseModel, greedyModel } from './models.fixture.ts';

const quick = { minRounds: 5, maxRounds: 30, maxMs: 2_000 };
const unruly = {
  path: fileURLToPath(new URL('./crashing-child.fixture.ts', import.meta.url)),
  execArgv: sourceExecArgv,
};
const large = { name: 'large', model: denseModel(256, 8), widths: '8 x 256' };
const small = { name: 'small', model: denseModel(16, 2) };

test('models are told apart by their cost, each at each batch', async () => {
  const entries = await measureLatency([large, small], { batches: [1, 32], limits: quick });
  expect(entries.map(({ name, batch }) => [name, batch])).toEqual([
    ['large', 1],
    ['large', 32],
    ['small', 1],
    ['small', 32],
  ]);
  for (const entry of entries) {
    expect(entry).toMatchObject({ provider: 'cpu', threads: 1, peakRssBytes: null });
    expect(entry.p50Ms).toBeGreaterThan(0);
    expect(entry.p99Ms).toBeGreaterThanOrEqual(entry.p50Ms);
    expect(entry.p50Low).toBeLessThanOrEqual(entry.p50High);
    expect(entry.rounds).toBeGreaterThanOrEqual(1);
    expect(entry.runs).toBeGreaterThanOrEqual(entry.rounds);
  }
  // 32 windows of 8 · 256² products against 32 of 2 · 16²: a thousand times the work.
  const [, reference, , faster] = entries;
  expect(reference?.speedUp).toBeNull();
  expect(reference?.work?.gemm).toBe(8 * 256 ** 2);
  expect(reference?.widths).toBe('8 x 256');
  expect(faster?.speedUp?.value).toBeGreaterThan(3);
  expect(faster?.speedUp?.low).toBeLessThanOrEqual(faster?.speedUp?.value ?? 0);
});

test('memory is what a model adds to a process that has ONNX Runtime', async () => {
  const heavy = { name: 'heavy', model: denseModel(1_500, 4) }; // 36 MB of weights
  const [entry, light] = await measureLatency([heavy, small], {
    batches: [1],
    limits: quick,
    memory: true,
  });
  expect(entry?.peakRssBytes).toBeGreaterThan(25e6);
  expect(light?.peakRssBytes).toBeLessThan(15e6);
}, 60_000);

test.each([
  ['no ONNX file', Uint8Array.of(1, 2, 3), 'model'],
  ['a model that asks for 256 TB', greedyModel(), 'model'],
])('%s is refused by name, in words', async (_, model, code) => {
  const measured = measureLatency([small, { name: 'bad one', model }], { limits: quick });
  await expect(measured).rejects.toMatchObject({
    code,
    message: expect.stringMatching(/^bad one: [^\n]+$/),
  });
});

test.each([
  ['dies', 'crashed', 'dies: loading ended the process (SIGKILL)'],
  ['aborts', 'crashed', 'aborts: loading ended the process (SIGABRT)'],
  ['hangs', 'timeout', 'hangs: loading took more than 6000 ms'],
])('a model that %s is named', async (name, code, message) => {
  const measured = measureLatency([small, { name, model: small.model }], {
    child: unruly,
    stepTimeoutMs: 6_000,
  });
  await expect(measured).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
});

test('the process ends with the measurement, and no file is left', async () => {
  const ours = async () =>
    (await readdir(tmpdir())).filter((name) => name.startsWith('lookout-latency-'));
  const before = await ours();
  const processes = () => process.getActiveResourcesInfo().filter((one) => one === 'ProcessWrap');
  await measureLatency([small], { batches: [1], limits: quick });
  const hangs = { name: 'hangs', model: small.model };
  await expect(
    measureLatency([hangs], { child: unruly, stepTimeoutMs: 3_000 }),
  ).rejects.toMatchObject({ code: 'timeout' });
  await vi.waitFor(() => expect(processes()).toEqual([]), 5_000);
  expect((await ours()).filter((name) => !before.includes(name))).toEqual([]);
});
