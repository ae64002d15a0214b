import { appendAdam, clipByNorm } from '@lookout/shared/onnx/autodiff/adam';
import { fakeQuantize } from '@lookout/shared/onnx/autodiff/fake-quantize';
import { gradients } from '@lookout/shared/onnx/autodiff/gradients';
import { GraphBuilder } from '@lookout/shared/onnx/graph';
import type { Value } from '@lookout/shared/onnx/value';
import { type WeightBits, weightLimits } from '../quantize/int8-weight.ts';
import type { LossTerms, Objective } from './objective.ts';
import { parameterCount, splitParameters } from './parameter-vector.ts';
import { TrainError } from './train-error.ts';

export interface StepOptions {
  /** Longest gradient (L2 over all parameters); null leaves it alone. */
  readonly maxGradientNorm: number | null;
  /** Trains with weights rounded to int8, per output channel; biases stay as they are. */
  readonly fakeQuantizeWeights?: boolean;
  /** Of the rounded weights: 8 unless it is said. */
  readonly weightBits?: WeightBits;
}

/**
 * One whole training step, forward, backward and Adam, as an ordinary ONNX graph.
 *
 * Inputs: `parameters`, `firstMoment`, `secondMoment` [n], `learningRate`, `firstCorrection`,
 * `secondCorrection` [], and the objective's own. Outputs: `nextParameters`, `nextFirstMoment`,
 * `nextSecondMoment` [n], and the objective's terms.
 */
export function buildStepGraph(objective: Objective, options: StepOptions): Uint8Array {
  const { fakeQuantizeWeights = false, weightBits } = options;
  const { g, parameters, terms, held } = forward(objective, fakeQuantizeWeights, weightBits);
  const [raw = parameters] = gradients(g, terms.loss, [parameters], held);
  const { maxGradientNorm } = options;
  const gradient = maxGradientNorm === null ? raw : clipByNorm(g, raw, maxGradientNorm);
  const vector = (name: string) => g.input(name, 'float32', parameters.shape);
  const number = (name: string) => g.input(name, 'float32', []);
  const next = appendAdam(
    g,
    { parameters, firstMoment: vector('firstMoment'), secondMoment: vector('secondMoment') },
    gradient,
    {
      learningRate: number('learningRate'),
      firstCorrection: number('firstCorrection'),
      secondCorrection: number('secondCorrection'),
    },
  );
  g.output(next.parameters, 'nextParameters');
  g.output(next.firstMoment, 'nextFirstMoment');
  g.output(next.secondMoment, 'nextSecondMoment');
  return finish(g, terms);
}

/** The loss alone: `parameters` [n] and the objective's inputs → its terms. */
export function buildLossGraph(objective: Objective): Uint8Array {
  const { g, terms } = forward(objective, false);
  return finish(g, terms);
}

/** The loss and its `gradient` [n], as they are before clipping. */
export function buildGradientGraph(objective: Objective, fakeQuantizeWeights = false): Uint8Array {
  const { g, parameters, terms, held } = forward(objective, fakeQuantizeWeights);
  const [gradient = parameters] = gradients(g, terms.loss, [parameters], held);
  g.output(gradient, 'gradient');
  return finish(g, terms);
}

function forward(objective: Objective, quantize: boolean, weightBits: WeightBits = 8) {
  const g = new GraphBuilder();
  const parameters = g.input('parameters', 'float32', [parameterCount(objective.parameters)]);
  const weights = splitParameters(g, parameters, objective.parameters);
  const held: Value[] = [];
  if (quantize) {
    for (const { name, outputAxis } of objective.parameters) {
      const weight = weights.get(name);
      if (!weight || outputAxis === undefined) continue;
      const { value, scale } = fakeQuantize(g, weight, outputAxis, weightLimits[weightBits]);
      weights.set(name, value);
      held.push(scale);
    }
  }
  const terms = objective.append(g, (name) => {
    const weight = weights.get(name);
    if (!weight) throw new TrainError('bad_shape', `the objective has no parameter "${name}"`);
    return weight;
  });
  return { g, parameters, terms, held };
}

function finish(g: GraphBuilder, terms: LossTerms): Uint8Array {
  for (const [name, value] of Object.entries(terms)) g.output(value, name);
  return g.build('training');
}
