import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkDetectorModel } from '@lookout/shared/bundle/check-detector';
import { allGoldenValues, goldenValues } from '@lookout/shared/bundle/golden-values';
import { readGolden, readManifest } from '@lookout/shared/bundle/read-bundle';
import { calibrate } from '@lookout/shared/detector/calibration';
import { auroc } from '@lookout/shared/detector/evaluation/ranking';
import { colorMeans } from '@lookout/shared/frame/frame';
import type { Network } from '@lookout/shared/onnx/network';
import { readModel } from '@lookout/shared/onnx/read';
import { beforeAll, describe, expect, test } from 'vitest';
import { DetectorSession } from '../bundle/detector-session.ts';
import { bundleOf, openBundle } from '../bundle/open-bundle.ts';
import { writeBundle } from '../bundle/write-bundle.ts';
import { importModel } from '../import/import-model.ts';
import { runNetwork } from '../import/run-network.fixture.ts';
import type { FormName } from '../pipeline/form-titles.ts';
import { formNamed } from '../pipeline/forms.ts';
import { cautious } from './assemble-frame-detector.ts';
import { fitFrameScaling, scaledFrames } from './frame-scaling.ts';
import { madeFrames, frameSize as size } from './frames.fixture.ts';
import { fewFrames, type ImportFramesRequest, importFrames } from './import-frames.ts';
import { judgeFrames } from './judge-frames.ts';
import { scoreFrames } from './score-frames.ts';

const path = new URL('../../../../test/support/onnx/torch-conv2d-vae.onnx', import.meta.url);
let vae: Network;
beforeAll(async () => {
  vae = (await importModel(fileURLToPath(path))).network;
});
const normal = madeFrames(80, 1);
/** Three quarters of them: a frame has 3072 numbers. */
const fitted = [{ count: 60, bytes: normal.bytes.subarray(0, 60 * 3072) }];
const image = { kind: 'image' as const, ...size };

const importWith = (more: Partial<ImportFramesRequest> & { held?: FormName } = {}) => {
  const { held = 'fp32', ...rest } = more;
  return importFrames({
    name: 'camera',
    network: vae,
    model: { file: 'vae.onnx', sha256: '0'.repeat(64) },
    ...{ size, frames: [normal], periodMs: 1000, scaling: { kind: 'standard' } },
    ...{ form: formNamed(held), falseAlarmRate: 0.01, data: [], createdAt: 1_700_000_000_000 },
    ...rest,
  });
};
const encoder = (): Network => {
  const { mu, logvar } = vae.outputs;
  if (mu === undefined || logvar === undefined) throw new Error('the VAE has no latent');
  return { ...vae, outputs: { mu, logvar } };
};

describe('a network that reconstructs frames', () => {
  test('is a bundle that is written, opened and scores strange frames higher', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'lookout-bundle-'));
    await writeBundle(dir, await importWith());
    const bundle = await openBundle(dir);
    await rm(dir, { recursive: true });
    expect(bundle.manifest).toMatchObject({
      ...{ detector: 'imported', variant: 'fp32', latent: 10 },
      input: { kind: 'image', height: 32, width: 32, periodMs: 1000 },
      calibration: { windows: 20 },
      provenance: { rows: 80, windows: 60 },
    });
    expect(bundle.baselines.windowLength).toBe(1);
    const shares: number[] = [];
    const judged = await judgeFrames(bundle, [madeFrames(20, 2)], [madeFrames(20, 3, 0)], {
      nowMs: () => 0,
      onFrames: (count) => shares.push(count),
    });
    expect(judged).toMatchObject({ normal: 20, abnormal: 20, auroc: 1, detectionRate: 1 });
    expect(judged.falseAlarmRate).toBeLessThan(0.2);
    expect(shares.reduce((sum, count) => sum + count, 0)).toBe(40);
  });

  test('says of its golden frames what the shipped graph says, two of them altered', async () => {
    const files = await importWith();
    const golden = readGolden(files['golden.json']);
    expect(golden.windows).toHaveLength(4);
    await using session = await DetectorSession.openFor(files['model.onnx'], image);
    const { score, channelError } = await session.score(allGoldenValues(golden));
    golden.windows.forEach((window, i) => {
      expect(score[i]).toBeCloseTo(window.score, 5);
      expect(channelError[3 * i]).toBeCloseTo(window.channelError[0] ?? 0, 4);
    });
    const [good, other, spoilt, tinted] = golden.windows;
    for (const strange of [spoilt, tinted])
      expect(strange?.score).toBeGreaterThan(Math.max(good?.score ?? 0, other?.score ?? 0));
    // The last one has its last color inverted.
    expect(tinted?.channelError.indexOf(Math.max(...(tinted?.channelError ?? [])))).toBe(2);
  });

  test('gives back frames from 0 to 1, as the network reconstructs them', async () => {
    const files = await importWith();
    const [golden] = readGolden(files['golden.json']).windows;
    if (!golden) throw new Error('no golden frame');
    const frame = goldenValues(golden);
    await using session = await DetectorSession.openFor(files['model.onnx'], image);
    const back: number[] = [];
    await session.eachBatch(frame, ['reconstruction'], ([values]) => back.push(...(values ?? [])));
    const scaling = fitFrameScaling(fitted, size);
    const shown = scaledFrames(
      Uint8Array.from(frame, (v) => Math.round(255 * v)),
      size,
      scaling,
    );
    const { reconstruction } = await runNetwork(vae, shown);
    for (const at of [0, 1500, 3071]) {
      const { mean = 0, sd = 1 } = scaling[Math.floor(at / 1024)] ?? {};
      expect(back[at]).toBeCloseTo(mean + sd * (reconstruction?.[at] ?? Number.NaN), 4);
    }
  });
});

describe('an encoder alone', () => {
  test('is judged by its latent, and claims nothing of what was expected', async () => {
    const files = await importWith({ network: encoder() });
    const manifest = readManifest(files['manifest.json']);
    expect(manifest.detector).toBe('latent');
    const names = readModel(files['model.onnx']).outputs.map(({ name }) => name);
    expect(names).toEqual(['score', 'channelError', 'latentKl']);
    const frames = [madeFrames(40, 4, 20)];
    const { score, channelError } = await scoreFrames(files['model.onnx'], size, frames);
    expect(channelError.every((error) => error === 0)).toBe(true);
    const labels = Uint8Array.from(score, (_, i) => (i < 20 ? 0 : 1));
    expect(auroc(score, labels)).toBeGreaterThan(0.8);
  });

  test('scores ln(1 + s/q99), s the sum of the KL of the latents in use', async () => {
    const files = await importWith({ network: encoder() });
    const frames = madeFrames(6, 5, 3);
    await using session = await DetectorSession.openFor(files['model.onnx'], image);
    const scaling = fitFrameScaling(fitted, size);
    const { mu = [], logvar = [] } = await runNetwork(
      vae,
      scaledFrames(frames.bytes, size, scaling),
    );
    const { score, latentKl } = await session.score(
      Float32Array.from(frames.bytes, (byte) => byte / 255),
    );
    const klOf = (at: number) => {
      const [m = 0, v = 0] = [mu[at], logvar[at]];
      return 0.5 * (m * m + Math.exp(v) - v - 1);
    };
    for (const [at, kl] of latentKl.entries()) expect(kl).toBeCloseTo(klOf(at), 3);
    // All ten are in use here, so that s is their plain sum.
    const levels = Array.from(score, (one, i) => {
      const sum = latentKl.subarray(10 * i, 10 * i + 10).reduce((total, kl) => total + kl, 0);
      return sum / Math.expm1(one);
    });
    for (const level of levels) expect(level / (levels[0] ?? 0)).toBeCloseTo(1, 3);
  });
});

test.each<[FormName, number]>([
  ['fp16', 0.55],
  ['int8-weights', 0.35],
  ['int8-but-first', 0.4],
])('in the form %s it is a smaller bundle with a calibration of its own', async (held, share) => {
  const plain = await importWith({ network: encoder() });
  const files = await importWith({ network: encoder(), held });
  const [before, after] = [plain, files].map((one) => readManifest(one['manifest.json']));
  expect(after?.variant).toBe(held);
  expect(after?.provenance.parameters).toBe(before?.provenance.parameters);
  expect(files['model.onnx'].length).toBeLessThan(share * plain['model.onnx'].length);
  expect(after?.calibration.median).not.toBe(before?.calibration.median);
  expect(after?.calibration.median).toBeCloseTo(before?.calibration.median ?? 0, 1);
  expect(bundleOf('memory', files).id).toHaveLength(64);
});

test('frames in units of its own give the network just these', async () => {
  const scaling = fitFrameScaling(fitted, size);
  const scores = await Promise.all(
    (
      [
        { kind: 'standard' },
        { kind: 'given', scales: scaling },
        { kind: 'none' },
        { kind: 'range', from: 0, to: 1 },
        { kind: 'range', from: -1, to: 1 },
      ] as const
    ).map(async (own) => readManifest((await importWith({ scaling: own }))['manifest.json'])),
  );
  const [standard, given, none, range, both] = scores.map(({ calibration }) => calibration.median);
  expect(given).toBeCloseTo(standard ?? 0, 4);
  expect(range).toBeCloseTo(none ?? 0, 4);
  expect(Math.abs((none ?? 0) - (standard ?? 0))).toBeGreaterThan(1e-3);
  expect(Math.abs((both ?? 0) - (none ?? 0))).toBeGreaterThan(1e-3);
});

test('each folder gives its last quarter, and few frames are told', async () => {
  const files = await importWith({ frames: [madeFrames(40, 6), madeFrames(24, 7)] });
  expect(readManifest(files['manifest.json']).calibration.windows).toBe(16);
  expect(fewFrames([madeFrames(40, 6)])).toEqual([expect.stringContaining('10 of 40 frames')]);
  expect(fewFrames([{ count: 200, bytes: new Uint8Array() }])).toEqual([]);
});

test('the level of a few frames is at least that of a normal distribution, of many their own', () => {
  const narrow = Float64Array.from({ length: 49 }, (_, i) => (i < 20 ? -i / 10 : 0.001 * i));
  const few = calibrate(narrow, 0.003);
  // 1.282 + .473 · ln(.1/.003)
  expect(cautious(few).raiseLevel).toBeCloseTo(2.941, 3);
  expect(cautious(few).raiseLevel).toBeGreaterThan(few.raiseLevel);
  const many = calibrate([...narrow, 0], 0.003);
  expect(cautious(many)).toEqual(many);
});

test('the colors mean what sensors do elsewhere', async () => {
  const { input } = readManifest((await importWith())['manifest.json']);
  const means = Array.from({ length: 80 }, (_, i) =>
    colorMeans(normal.bytes.subarray(3072 * i, 3072 * (i + 1)), 3),
  );
  const red = means.reduce((sum, [value = 0]) => sum + value, 0) / 80;
  expect(input.channels[0]?.mean).toBeCloseTo(red, 10);
});

test.each<[string, () => Partial<ImportFramesRequest>, string, string]>([
  ['rows beside the network', () => ({ detector: 'hybrid' }), 'outputs', 'take latent'],
  [
    'a score that it does not give',
    () => ({ detector: 'importedScore' }),
    'outputs',
    'needs score',
  ],
  [
    'a reconstruction that it does not give',
    () => ({ network: encoder(), detector: 'imported' }),
    'outputs',
    'needs reconstruction',
  ],
  ['too few frames', () => ({ frames: [madeFrames(30, 8)] }), 'too_few_windows', 'at least 40'],
])('refused: %s', async (_, more, code, message) => {
  await expect(importWith(more())).rejects.toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(message) }),
  );
});

test('a graph without a reconstruction is no detector of rows', async () => {
  const files = await importWith({ network: encoder() });
  const { latent } = readManifest(files['manifest.json']);
  const channel = readManifest(files['manifest.json']).input.channels;
  const series = { kind: 'series' as const, windowLength: 32, periodMs: 1, channels: channel };
  expect(() => checkDetectorModel({ input: series, latent }, files['model.onnx'])).toThrow(
    expect.objectContaining({ code: 'model' }),
  );
});
