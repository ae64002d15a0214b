import { fileURLToPath } from 'node:url';
import { readGolden, readManifest } from '@lookout/shared/bundle/read-bundle';
import { divisorOf } from '@lookout/shared/detector/scaling';
import { gatherWindows, windowEnds } from '@lookout/shared/detector/windows';
import { readModel } from '@lookout/shared/onnx/read';
import { simulatedChannels } from '@lookout/shared/simulator/simulate-rows';
import { describe, expect, test } from 'vitest';
import { DetectorSession } from '../bundle/detector-session.ts';
import { simulatedRecording } from '../bundle/loop.fixture.ts';
import { extractNetwork } from '../network/extract-network.ts';
import { type ImportBundleRequest, importBundle } from './import-bundle.ts';
import { importModel } from './import-model.ts';
import { largestDeviation, runNetwork } from './run-network.fixture.ts';

const folder = fileURLToPath(new URL('../../../../test/support/onnx/', import.meta.url));
const recording = simulatedRecording(1200);
const shape = { windowLength: 64, channels: 8 };

async function bundleOf(model: string, more: Partial<ImportBundleRequest> = {}) {
  const { network } = await importModel(`${folder}${model}.onnx`, { channels: 8 });
  const files = await importBundle({
    name: 'own',
    network,
    model: { file: `${model}.onnx`, sha256: '0'.repeat(64) },
    recordings: [recording],
    channels: [...simulatedChannels],
    periodMs: 1000,
    scaling: { kind: 'standard' },
    falseAlarmRate: 0.01,
    data: [],
    createdAt: 1_700_000_000_000,
    ...more,
  });
  return { network, files, manifest: readManifest(files['manifest.json']) };
}

describe('a VAE from elsewhere', () => {
  test('is a bundle with its weights as they were', async () => {
    const { network, files, manifest } = await bundleOf('torch-conv1d-vae');
    expect(manifest).toMatchObject({
      detector: 'imported',
      architecture: 'imported',
      latent: 8,
      input: { windowLength: 64 },
      provenance: { steps: 0, model: { file: 'torch-conv1d-vae.onnx' } },
    });
    expect(readGolden(files['golden.json']).windows.length).toBeGreaterThan(8);
    const inside = extractNetwork(readModel(files['model.onnx']), [64, 8]);
    if (!inside) throw new Error('the bundle has no network');
    expect(Object.keys(inside.outputs).sort()).toEqual(['logvar', 'mu', 'reconstruction']);
    const shown = Float32Array.from({ length: 2 * 512 }, (_, i) => Math.sin(i));
    const [before, after] = [await runNetwork(network, shown), await runNetwork(inside, shown)];
    for (const output of ['reconstruction', 'mu', 'logvar'])
      expect(largestDeviation(after[output] ?? [], before[output] ?? [1])).toBeLessThan(1e-5);
  });

  test('knows its channels by name when it is taken out again and trained', async () => {
    const { network, files } = await bundleOf('torch-mlp-vae');
    const inside = extractNetwork(readModel(files['model.onnx']), [64, 8]);
    expect(Object.keys(inside?.weights ?? {})).toEqual(Object.keys(network.weights));
  });

  test.each(['hybrid', 'latent'] as const)('can be part of the detector "%s"', async (detector) => {
    const { manifest } = await bundleOf('torch-mlp-vae', { detector });
    expect(manifest.detector).toBe(detector);
  });

  test('in engineering units scores as in its own', async () => {
    const standard = await bundleOf('torch-mlp-vae');
    const scales = standard.manifest.input.channels.map(({ mean, sd }) => ({ mean, sd }));
    const given = await bundleOf('torch-mlp-vae', { scaling: { kind: 'given', scales } });
    const none = await bundleOf('torch-mlp-vae', { scaling: { kind: 'none' } });
    expect(given.manifest.calibration.median).toBeCloseTo(standard.manifest.calibration.median, 3);
    expect(
      Math.abs(none.manifest.calibration.median - standard.manifest.calibration.median),
    ).toBeGreaterThan(0.01);
  });
});

describe('a network with nothing but a score', () => {
  test('is a bundle that scores, without latents', async () => {
    const { network, files, manifest } = await bundleOf('torch-score-only');
    expect(manifest).toMatchObject({ detector: 'importedScore', latent: 1 });
    expect(Object.keys(network.outputs)).toEqual(['score']);
    const ends = windowEnds(recording, 64).slice(0, 4);
    const windows = gatherWindows(recording, ends, 64);
    await using session = await DetectorSession.open(files['model.onnx'], shape);
    const { score, latentKl } = await session.score(windows);
    expect(Array.from(latentKl)).toEqual([0, 0, 0, 0]);
    expect(score.every((value) => value >= 0)).toBe(true);
  });

  test('blames the sensor that has moved', async () => {
    const { files, manifest } = await bundleOf('torch-score-only');
    await using session = await DetectorSession.open(files['model.onnx'], shape);
    const [end = 63] = windowEnds(recording, 64).slice(-1);
    for (const [channel, scale] of manifest.input.channels.entries()) {
      const moved = gatherWindows(recording, Int32Array.of(end), 64).map((value, i) =>
        i % 8 === channel ? value + 20 * divisorOf(scale) : value,
      );
      const { channelError } = await session.score(moved);
      expect(channelError.indexOf(Math.max(...channelError))).toBe(channel);
    }
  });
});

test('too few rows are refused as in training', async () => {
  await expect(
    bundleOf('torch-mlp-vae', { recordings: [simulatedRecording(200)] }),
  ).rejects.toThrow(expect.objectContaining({ code: 'too_few_windows' }));
});
