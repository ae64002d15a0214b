import { fakeQuantize } from '@lookout/shared/onnx/autodiff/fake-quantize';
import { GraphBuilder } from '@lookout/shared/onnx/graph';
import { appendNetwork, type Network } from '@lookout/shared/onnx/network';
import { Random } from '@lookout/shared/simulator/random';
import { Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { type DistilRequest, distil, lessonOf } from '../distil/distil.ts';
import { Teacher } from '../distil/teacher.ts';
import { trainedTensors } from '../distil/trained-tensors.ts';
import {
  conv1dNetwork,
  denseNetwork,
  normalWindows,
  runNetwork,
} from '../network/networks.fixture.ts';
import { openSession } from '../session.ts';
import { floatsOf } from '../tensors.ts';
import { calibrateRanges } from './calibrate.ts';
import { calibrationWindows } from './calibration-windows.ts';
import { planQdq, type QdqPlan } from './plan-qdq.ts';
import { quantizeQdq } from './quantize-qdq.ts';
import type { Ranges } from './range.ts';
import { roundValues } from './round-values.ts';

async function calibrated(network: Network, margin = 1): Promise<Ranges> {
  const windows = normalWindows(network, 64);
  const both = calibrationWindows(windows, network.input.shape, new Random(1));
  return calibrateRanges(network, both, { method: 'minmax', margin });
}

/** The forward pass of training: weights rounded to seven bits, values as planned. */
async function runRounded(network: Network, plan: QdqPlan, windows: Float32Array) {
  const g = new GraphBuilder();
  const shape = [windows.length / 48, 16, 3];
  const axes = new Map(trainedTensors(network).map(({ name, outputAxis }) => [name, outputAxis]));
  const weight = (name: string) => {
    const { data = new Float32Array(), shape = [] } = network.weights[name] ?? {};
    const value = g.constant(data, shape);
    const axis = axes.get(name);
    return axis === undefined ? value : fakeQuantize(g, value, axis, 63).value;
  };
  const input = g.input('input', 'float32', shape);
  const { mu } = appendNetwork(g, network, input, weight, roundValues(g, plan));
  if (mu) g.output(mu, 'mu');
  const session = await openSession(g.build());
  const results = await session.run({ input: new Tensor('float32', windows, shape) });
  await session.release();
  return floatsOf(results.mu);
}

test.each([
  ['dense', denseNetwork()],
  ['conv1d', conv1dNetwork()],
])('%s: what training sees is what the device will compute', async (_, network) => {
  const ranges = await calibrated(network);
  const windows = normalWindows(network, 16);
  const seen = await runRounded(network, planQdq(network, ranges), windows);
  const device = await runNetwork(quantizeQdq(network, ranges), windows);
  const exact = await runNetwork(network, windows);
  // but for a step here and there, where a sum lies between two
  expect(meanSquare(seen, device.mu)).toBeLessThan(0.1 * meanSquare(exact.mu, device.mu));
});

test('fine-tuning brings the quantized network back to its teacher', async () => {
  const network = denseNetwork();
  const windows = normalWindows(network, 256);
  const ranges = await calibrated(network, 8); // steps so wide that rounding does harm
  const errorScale = Float32Array.of(1, 1, 1);
  await using teacher = await Teacher.open(network, errorScale);
  const lesson = await lessonOf(teacher, windows, errorScale);
  const request: DistilRequest = {
    ...{ teacher, student: network, windows, lesson, steps: 300, random: new Random(3) },
    learn: 'reconstruction',
    roundedValues: planQdq(network, ranges),
  };
  const tuned = await distil(request);
  const others = normalWindows(network, 64);
  const { reconstruction: truth } = await runNetwork(network, others);
  const [before, after] = await Promise.all(
    [network, tuned].map(async (one) => {
      const { reconstruction } = await runNetwork(quantizeQdq(one, ranges), others);
      return meanSquare(reconstruction, truth);
    }),
  );
  expect(after).toBeLessThan(0.8 * (before ?? 0));
});

function meanSquare(a: Float32Array | undefined, b: Float32Array | undefined): number {
  if (!a || !b || a.length !== b.length) return Number.NaN;
  return a.reduce((sum, value, i) => sum + (value - (b[i] ?? 0)) ** 2, 0) / a.length;
}
