import { GraphBuilder } from '@lookout/shared/onnx/graph';
import { Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { openSession } from '../session.ts';
import { floatsOf } from '../tensors.ts';
import { appendDetectionScores, type ErrorScale } from './detection-scores.ts';

/** One window of 2 rows and 2 channels: errors (1, 2) and (3, 0), latent (μ, ln σ²) = (1, 0), (0, 1). */
async function scores(scale: ErrorScale) {
  const g = new GraphBuilder();
  const input = g.input('input', 'float32', ['batch', 2, 2]);
  const fixed = (values: number[], shape: number[]) => g.constant(Float32Array.from(values), shape);
  const found = appendDetectionScores(
    g,
    input,
    {
      reconstruction: fixed([0, 0, 0, 0], [1, 2, 2]),
      mu: fixed([1, 0], [1, 2]),
      logvar: fixed([0, 1], [1, 2]),
      score: fixed([-4], [1, 1]),
    },
    scale,
  );
  for (const [name, value] of Object.entries(found)) g.output(value, name);
  const session = await openSession(g.build());
  const window = new Tensor('float32', Float32Array.of(1, 2, 3, 0), [1, 2, 2]);
  const results = await session.run({ input: window });
  await session.release();
  return (name: string) => Math.exp(floatsOf(results[name])[0] ?? Number.NaN);
}

test('are the mean squared error by channel, the KL and the size of the model’s own score', async () => {
  const plain = await scores(null);
  expect(plain('reconstruction')).toBeCloseTo((1 + 4 + 9) / 4, 4);
  expect(plain('kl')).toBeCloseTo(0.5 * (1 + 1 - 0 - 1) + 0.5 * (Math.E - 1 - 1), 4);
  expect(plain('score')).toBeCloseTo(4, 4);
  const scaled = await scores(Float32Array.of(5, 0.5));
  expect(scaled('reconstruction')).toBeCloseTo((5 / 5 + 2 / 0.5) / 2, 4);
});
