import type { Weight } from '@lookout/shared/onnx/vae';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type GoldenCase, goldenCase, relativeError } from './golden.fixture.ts';
import type { Objective } from './objective.ts';
import { packParameters, unpackParameters } from './parameter-vector.ts';
import { openSession } from './session.ts';
import { buildGradientGraph, buildStepGraph } from './step-graph.ts';
import { type Feeds, readTerms, Stepper } from './stepper.ts';
import { buffered, floatsOf } from './tensors.ts';
import { vaeObjective } from './vae-objective.ts';

const golden = goldenCase('mlp');
const objective = mlpObjective(golden);
const initial = packParameters(objective.parameters, float32(golden.weights));

describe.each([
  ['fp32', false],
  ['qat', true],
] as const)('mlp, %s', (pass, fakeQuantize) => {
  const expected = golden[pass];

  test('loss and every gradient agree with PyTorch float64', async () => {
    const session = await openSession(buildGradientGraph(objective, fakeQuantize));
    onTestFinished(() => session.release());
    const parameters = buffered([initial.length], initial).tensor;
    const results = await session.run({ ...feeds(golden), parameters });

    const terms = readTerms(['loss', 'reconstruction', 'kl'], results);
    expect(terms.loss / expected.loss).toBeCloseTo(1, 5);
    expect(Number(terms.reconstruction) / expected.reconstruction).toBeCloseTo(1, 5);
    expect(Number(terms.kl) / expected.kl).toBeCloseTo(1, 5);
    const actual = unpackParameters(objective.parameters, floatsOf(results.gradient));
    expect(Object.keys(actual)).toEqual(Object.keys(expected.grad));
    for (const [name, data] of Object.entries(expected.grad)) {
      expect(relativeError(actual[name]?.data ?? [], data), name).toBeLessThan(1e-4);
    }
  });
});

test('mlp: fifty Adam steps follow the loss curve of PyTorch float64', async () => {
  await using stepper = await Stepper.open(
    buildStepGraph(objective, { maxGradientNorm: null }),
    initial,
  );
  const losses: number[] = [];
  for (const _ of golden.adamLoss) losses.push((await stepper.step(feeds(golden), 1e-2)).loss);

  golden.adamLoss.forEach((loss, step) => {
    expect(Math.abs((losses[step] ?? 0) / loss - 1), `step ${step}`).toBeLessThan(1e-3);
  });
});

function mlpObjective({ batch, latent, x }: GoldenCase): Objective {
  const [, size = 0] = x.shape;
  return vaeObjective(
    {
      kind: 'dense',
      windowLength: size,
      channels: 1,
      hidden: [16, 10],
      latent,
      logVarianceBounds: null,
    },
    batch,
    { kind: 'beta' },
  );
}

function feeds({ batch, x, eps, beta }: GoldenCase): Feeds {
  const tensor = (data: readonly number[], shape: readonly number[]) =>
    buffered(shape, Float32Array.from(data)).tensor;
  return {
    window: tensor(x.data, [batch, x.data.length / batch, 1]),
    noise: tensor(eps.data, eps.shape),
    klWeight: tensor([beta], []),
  };
}

function float32(weights: GoldenCase['weights']): Record<string, Weight> {
  return Object.fromEntries(
    Object.entries(weights).map(([name, { shape, data }]) => [
      name,
      { shape, data: Float32Array.from(data) },
    ]),
  );
}
