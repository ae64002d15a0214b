import { Random } from '@lookout/shared/simulator/random';
import { expect, test } from 'vitest';
import { BatchFeeder } from './batch-feeder.ts';
import { initialWeights } from './initial-weights.ts';
import { packParameters } from './parameter-vector.ts';
import { buildStepGraph } from './step-graph.ts';
import { Stepper } from './stepper.ts';
import { runLoop } from './train-loop.ts';
import { vaeObjective } from './vae-objective.ts';
import { recommendedOptions, type VaeTrainingOptions } from './vae-options.ts';
import { Validator } from './validator.ts';

/** Noise has nothing to generalise: the validation loss falls, then rises while it is learned by heart. */
test('stops when later windows no longer gain, and returns the parameters of the best step', async () => {
  const options = noiseOptions();
  const { architecture, random, schedule, validation } = options;
  const size = architecture.windowLength * architecture.channels;
  const windows = Float32Array.from({ length: 200 * size }, () => random.normal());
  const numbers = Int32Array.from({ length: 200 }, (_, i) => i);
  const objective = vaeObjective(architecture, options.batch, options.loss);
  const weights = initialWeights(objective.parameters, random);
  await using stepper = await Stepper.open(
    buildStepGraph(objective, { maxGradientNorm: options.maxGradientNorm }),
    packParameters(objective.parameters, weights),
  );
  await using validator = await Validator.open(windows, numbers.subarray(150), options);
  const parametersAt = new Map<number, Float32Array>();

  const result = await runLoop({
    stepper,
    validator,
    feeder: new BatchFeeder(windows, numbers.subarray(0, 150), options),
    schedule,
    lastStep: schedule.steps,
    validation,
    onProgress: ({ step }) => parametersAt.set(step, stepper.parameters.data.slice()),
    signal: undefined,
  });

  expect(result.stoppedEarly).toBe(true);
  expect(result.steps).toBe(result.bestStep + validation.patience * validation.everySteps);
  expect(result.bestStep).toBeGreaterThan(0);
  expect(result.parameters).toEqual(parametersAt.get(result.bestStep));
  expect(result.parameters).not.toEqual(parametersAt.get(result.steps));
  const losses = result.history.map(({ validationLoss }) => validationLoss ?? Number.NaN);
  expect(losses.indexOf(Math.min(...losses))).toBe(losses.length - 1 - validation.patience);
});

function noiseOptions(): VaeTrainingOptions {
  const shape = { windowLength: 10, channels: 3 };
  const base = recommendedOptions(shape, new Random(1), { hidden: [48, 24], steps: 2000 });
  return {
    ...base,
    loss: { kind: 'beta' },
    schedule: { ...base.schedule, klWeight: 0.01, klWarmUpShare: 0 },
    validation: { share: 0.25, everySteps: 20, patience: 4, refit: false },
  };
}
