import type { BundleFiles } from '@lookout/shared/bundle/read-bundle';
import { JobOrder } from '@lookout/shared/protocol/jobs';
import { simulatedChannels } from '@lookout/shared/simulator/simulate-rows';
import { beforeAll, describe, expect, test } from 'vitest';
import { loopCsv } from '../../../../../test/support/job-client.ts';
import { unzipBundle, zipBundle } from '../../../model/bundle-zip.ts';
import { quickRequest, simulatedRecording } from '../../bundle/loop.fixture.ts';
import { trainBundle } from '../../bundle/train-bundle.ts';
import type { CompressionEngine, CompressionInputs } from '../../pipeline/compression-engine.ts';
import { compressEngine } from './compress-engine.ts';
import { engineIo, turnsOf } from './engine.fixture.ts';

const [normal, leak, base] = [
  '3f2a7c1e-5b64-4d8e-9a10-6c7d8e9f0a1b',
  '3f2a7c1e-5b64-4d8e-9a10-6c7d8e9f0a1c',
  '3f2a7c1e-5b64-4d8e-9a10-6c7d8e9f0a1d',
];
let bundle: BundleFiles;
beforeAll(async () => {
  const request = quickRequest([simulatedRecording(400)]);
  bundle = await trainBundle({ ...request, network: { hidden: [8], latent: 2, steps: 5 } });
});

function order(artefact = `upload:${base}`) {
  const parsed = JobOrder.parse({
    kind: 'compress',
    request: {
      name: 'small',
      base: { kind: 'bundle', artefact },
      budget: { maxLatencyMs: 1 },
      threshold: { kind: 'costs', falseAlarm: 1, miss: 50 },
      labelColumn: 'anomaly',
    },
    data: { kind: 'uploads', ids: [normal] },
    labelled: { kind: 'uploads', ids: [leak] },
  });
  if (parsed.kind !== 'compress') throw new Error('expected a compression');
  return { order: parsed, createdAt: 1 };
}

const run = () =>
  engineIo({
    [normal]: { name: 'normal.csv', bytes: Buffer.from(loopCsv({ rows: 300, run: 1 })) },
    [leak]: { name: 'leak.csv', bytes: Buffer.from(loopCsv({ rows: 150, run: 2, leak: true })) },
    [base]: { name: 'pump.zip', bytes: zipBundle(bundle) },
  });
const report = { json: { kept: 1 }, html: '<h1>small</h1>' };

describe('compression as a job', () => {
  test('hands the hub’s files to the engine and keeps what it makes', async () => {
    let given: CompressionInputs | null = null;
    const engine: CompressionEngine = async (request, inputs, { store, onProgress }) => {
      given = inputs;
      expect(request.budget).toEqual({ maxLatencyMs: 1, maxModelKb: null, maxAurocDrop: 0.01 });
      await store.write('quantized', Uint8Array.of(1));
      onProgress({ stage: 'prepare', state: 'done', fraction: 1, message: '' });
      const variant = { form: 'int8', target: 'cpu', files: inputs.bundle, figures: {} } as const;
      return { kind: 'done', variants: [variant], report };
    };
    const { io, kept, told } = run();
    expect(await compressEngine(engine)(order(), io)).toBe('done');
    expect(given).toMatchObject({
      bundle: { 'manifest.json': bundle['manifest.json'] },
      train: [{ rows: 300, channels: simulatedChannels.length }],
      labelled: [{ path: 'leak.csv', recording: { rows: 150 } }],
    });
    expect(turnsOf(told)).toEqual(['prepare running', 'prepare done']);
    expect([...kept.keys()]).toEqual([
      'work/recordings',
      'work/quantized',
      'int8-cpu.zip',
      'report.html',
      'report.json',
    ]);
    expect(unzipBundle(kept.get('int8-cpu.zip') ?? new Uint8Array())).toEqual(bundle);
  });

  test('that cannot meet its budget keeps its report', async () => {
    const { io, kept } = run();
    const engine: CompressionEngine = async () => ({ kind: 'infeasible', nearest: [], report });
    expect(await compressEngine(engine)(order(), io)).toBe('infeasible');
    expect([...kept.keys()]).toEqual(['work/recordings', 'report.html', 'report.json']);
  });

  test('keeps what is strange about the files with the stage that read them', async () => {
    const { io, told } = run();
    const engine: CompressionEngine = async (_, _inputs, { onProgress }) => {
      onProgress({ stage: 'prepare', state: 'done', fraction: 1, message: 'taken apart' });
      onProgress({ stage: 'quantize', state: 'done', fraction: 1, message: 'quantized' });
      return { kind: 'infeasible', nearest: [], report };
    };
    const { order: asked, createdAt } = order();
    const request = { ...asked.request, labelColumn: 'faulty' };
    await compressEngine(engine)({ order: { ...asked, request }, createdAt }, io);
    expect(told.slice(-2).map(({ message }) => message.split('\n'))).toEqual([
      ['taken apart', 'no file has the column "faulty" of --label: all rows count as normal'],
      ['quantized'],
    ]);
  });

  test.each([
    ['an upload that is gone', 'upload:3f2a7c1e-5b64-4d8e-9a10-6c7d8e9f0a1e', 'noSuchBundle'],
    ['a folder of the hub’s machine', '/etc', 'noSuchBundle'],
    ['a file that is no bundle', `upload:${normal}`, 'malformed'],
  ])('refuses %s as its base', async (_, artefact, code) => {
    const engine: CompressionEngine = () => Promise.reject(new Error('it should not come so far'));
    await expect(compressEngine(engine)(order(artefact), run().io)).rejects.toMatchObject({ code });
  });
});
