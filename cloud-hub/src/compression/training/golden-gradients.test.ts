import { describe, expect, onTestFinished, test } from 'vitest';
import { openSession } from '../session.ts';
import { buffered, floatsOf } from '../tensors.ts';
import { type GoldenCase, goldenCase, goldenObjective, relativeError } from './golden.fixture.ts';
import { packParameters, unpackParameters } from './parameter-vector.ts';
import { buildGradientGraph, buildStepGraph } from './step-graph.ts';
import { type Feeds, readTerms, Stepper } from './stepper.ts';

describe.each(['mlp', 'conv1d', 'conv2d'] as const)('%s', (kind) => {
  const golden = goldenCase(kind);
  const objective = goldenObjective(golden);
  const initial = packParameters(objective.parameters, float32(golden.weights));

  test.each([
    ['fp32', false],
    ['qat', true],
  ] as const)('%s: loss and every gradient agree with PyTorch float64', async (pass, quantize) => {
    const expected = golden[pass];
    const session = await openSession(buildGradientGraph(objective, quantize));
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

  test('fifty Adam steps follow the loss curve of PyTorch float64', async () => {
    const model = buildStepGraph(objective, { maxGradientNorm: null });
    await using stepper = await Stepper.open(model, initial);
    for (const [step, loss] of golden.adamLoss.entries()) {
      const terms = await stepper.step(feeds(golden), 1e-2);
      expect(Math.abs(terms.loss / loss - 1), `step ${step}`).toBeLessThan(1e-3);
    }
  });
});

function feeds({ kind, batch, x, eps, beta }: GoldenCase): Feeds {
  const tensor = (data: readonly number[], shape: readonly number[]) =>
    buffered(shape, Float32Array.from(data)).tensor;
  return {
    window: tensor(x.data, kind === 'mlp' ? [batch, x.data.length / batch, 1] : x.shape),
    noise: tensor(eps.data, eps.shape),
    klWeight: tensor([beta], []),
  };
}

function float32(weights: GoldenCase['weights']) {
  return Object.fromEntries(
    Object.entries(weights).map(([name, { shape, data }]) => [
      name,
      { shape, data: Float32Array.from(data) },
    ]),
  );
}
