import { readManifest } from '@lookout/shared/bundle/read-bundle';
import { GraphBuilder } from '@lookout/shared/onnx/graph';
import { appendNetwork } from '@lookout/shared/onnx/network';
import { readModel } from '@lookout/shared/onnx/read';
import { Random } from '@lookout/shared/simulator/random';
import { Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { quickRequest, simulatedRecording } from '../bundle/loop.fixture.ts';
import { trainBundle } from '../bundle/train-bundle.ts';
import { openSession } from '../session.ts';
import { floatsOf } from '../tensors.ts';
import { extractNetwork } from './extract-network.ts';

test.each(['dense', 'conv1d'] as const)(
  'the %s network of a bundle gives its KL by itself',
  async (kind) => {
    const request = {
      ...quickRequest([simulatedRecording(1500)]),
      architecture: kind,
      windowLength: 21,
    };
    const network = { hidden: [16, 8], latent: 4, steps: 60 };
    const files = await trainBundle({ ...request, network });
    const { calibration, architecture } = readManifest(files['manifest.json']);
    expect(architecture).toBe(kind);
    expect(calibration.windows).toBeGreaterThan(50);

    const extracted = extractNetwork(readModel(files['model.onnx']), [20, 8]);
    if (!extracted) throw new Error('no network');
    const random = new Random(3);
    const shown = Float32Array.from({ length: 2 * 20 * 8 }, () => random.normal());
    const g = new GraphBuilder();
    const { mu, logvar, reconstruction } = appendNetwork(
      g,
      extracted,
      g.input('x', 'float32', ['batch', 20, 8]),
    );
    if (!mu || !logvar || !reconstruction) throw new Error('an output is missing');
    g.output(mu, 'mu');
    g.output(logvar, 'logvar');
    g.output(reconstruction, 'reconstruction');
    const alone = await openSession(g.build());
    const outputs = await alone.run({ x: new Tensor('float32', shown, [2, 20, 8]) });
    await alone.release();
    expect(floatsOf(outputs.mu)).toHaveLength(2 * 4);
    expect(floatsOf(outputs.logvar).every((value) => value >= -8 && value <= 4)).toBe(true);
    expect(floatsOf(outputs.reconstruction).some((value) => value !== 0)).toBe(true);
    expect(Object.keys(extracted.weights)).toContain('enc0.weight');
  },
);

test('a detector without a network has none', async () => {
  const files = await trainBundle({
    ...quickRequest([simulatedRecording(1500)]),
    detector: 'linear',
  });
  expect(extractNetwork(readModel(files['model.onnx']), [9, 8])).toBeNull();
});
