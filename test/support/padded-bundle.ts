import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BundleFiles, readManifest, sha256Hex } from '@lookout/shared/bundle/read-bundle';
import { GraphBuilder } from '@lookout/shared/onnx/graph';
import { Random } from '@lookout/shared/simulator/random';
import { type ToyChannel, writeToyBundle } from './toy-bundle.ts';

/** A toy bundle of a wanted size: its model carries random weights, which do not pack, to no effect. */
export function paddedBundle(channels: readonly ToyChannel[], modelBytes: number): BundleFiles {
  const folder = mkdtempSync(join(tmpdir(), 'lookout-padded-'));
  try {
    const { manifest } = writeToyBundle(folder, { channels, windowLength: 10, periodMs: 500 });
    const read = (name: string) => new Uint8Array(readFileSync(join(folder, name)));
    const model = paddedModel(channels, 10, Math.floor(modelBytes / 4));
    const files = { ...manifest.files };
    files['model.onnx'] = { sha256: sha256Hex(model), sizeBytes: model.length };
    const manifestBytes = new TextEncoder().encode(JSON.stringify({ ...manifest, files }));
    readManifest(manifestBytes);
    return {
      'manifest.json': manifestBytes,
      'model.onnx': model,
      'golden.json': read('golden.json'),
      'baselines.json': read('baselines.json'),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function paddedModel(
  channels: readonly ToyChannel[],
  windowLength: number,
  weights: number,
): Uint8Array {
  const g = new GraphBuilder();
  const count = channels.length;
  const random = new Random(1);
  const window = g.input('window', 'float32', ['batch', windowLength, count]);
  const means = Float32Array.from(channels, ({ mean }) => mean);
  const mean = g.constant(means, [count], 'mean');
  const padding = Float32Array.from({ length: weights }, () => random.normal());
  const nothing = g.mul(g.reduceMean(g.constant(padding, [weights], 'padding'), [0]), 0);
  const channelError = g.reduceMean(g.square(g.sub(window, mean)), [1]); // [batch, channels]
  g.output(g.add(g.reduceMean(channelError, [1]), nothing), 'score', ['batch']);
  g.output(channelError, 'channelError', ['batch', count]);
  g.output(g.mul(channelError, 0.5), 'latentKl', ['batch', count]);
  g.output(g.add(g.mul(window, 0), mean), 'reconstruction', ['batch', windowLength, count]);
  return g.build('padded-detector');
}
