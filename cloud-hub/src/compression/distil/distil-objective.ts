import type { GraphBuilder } from '@lookout/shared/onnx/graph';
import {
  appendNetwork,
  type Network,
  type NetworkOutput,
  type NetworkValues,
} from '@lookout/shared/onnx/network';
import type { Value } from '@lookout/shared/onnx/value';
import type { QdqPlan } from '../quantize/plan-qdq.ts';
import { roundValues } from '../quantize/round-values.ts';
import type { Objective } from '../training/objective.ts';
import { appendDetectionScores, type ErrorScale } from './detection-scores.ts';
import { trainedTensors } from './trained-tensors.ts';

export interface DistilOptions {
  readonly batch: number;
  readonly errorScale: ErrorScale;
  /** Mean squared residual of the teacher's reconstruction: what a difference to it is weighed by. */
  readonly residualVariance: number;
  /** Standard deviation of the teacher's log scores on normal windows, by name. */
  readonly scoreSpread: ReadonlyMap<string, number>;
  /** `reconstruction` alone is what the paper's students learned; for comparison. */
  readonly learn: 'everything' | 'reconstruction';
  /** What the teacher says, by the names of its answers: a student learns nothing else. */
  readonly taught: ReadonlySet<string>;
  /** Trains with these values rounded to u8. */
  readonly roundedValues?: QdqPlan;
}

const latentWeight = 0.1;

/**
 * The student says what its teacher says, z = μ:
 * MSE(x̂, x̂_t)/Var + 0.1·[SmoothL1(μ) + SmoothL1(log σ²)] + Σ SmoothL1(log score/σ), without an ELBO.
 * Detection is done by reconstruction error and KL, so both are learned as such (facts.md, "How far a VAE
 * detector compresses"). Inputs: `input` [batch, ...], `target/…` as `Teacher` gives them.
 */
export function distilObjective(network: Network, options: DistilOptions): Objective {
  const { batch, errorScale, residualVariance, scoreSpread, learn, taught, roundedValues } =
    options;
  return {
    parameters: trainedTensors(network),
    append(g, weight) {
      const input = g.input('input', 'float32', [batch, ...network.input.shape]);
      const onValue = roundedValues && roundValues(g, roundedValues);
      const outputs = appendNetwork(g, network, input, weight, onValue);
      const terms: Record<string, Value> = {};
      const { reconstruction } = outputs;
      if (reconstruction && taught.has('target/reconstruction')) {
        const difference = g.sub(reconstruction, target(g, 'reconstruction', reconstruction));
        terms.reconstruction = g.div(g.reduceMean(g.square(difference)), residualVariance);
      }
      if (learn === 'everything') {
        Object.assign(terms, latentTerms(g, outputs, taught));
        const scores = appendDetectionScores(g, input, outputs, errorScale);
        for (const [name, value] of Object.entries(scores)) {
          if (!taught.has(`target/log/${name}`)) continue;
          const gap = g.sub(value, target(g, `log/${name}`, value));
          terms[`log${name}`] = smoothL1(g, g.div(gap, scoreSpread.get(name) ?? 1));
        }
      }
      const loss = Object.values(terms).reduce((sum, term) => g.add(sum, term), g.scalar(0));
      return { loss, ...terms };
    },
  };
}

function latentTerms(
  g: GraphBuilder,
  outputs: NetworkValues,
  taught: ReadonlySet<string>,
): Record<string, Value> {
  const names: NetworkOutput[] = ['mu', 'logvar'];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = outputs[name];
      if (!value || !taught.has(`target/${name}`)) return [];
      const gap = g.sub(value, target(g, name, value));
      return [[name, g.mul(smoothL1(g, gap), latentWeight)]];
    }),
  );
}

const target = (g: GraphBuilder, name: string, like: Value): Value =>
  g.input(`target/${name}`, 'float32', like.shape);

/** Mean of ½x² within ±1 and |x| - ½ beyond: clip(x)·(x - ½·clip(x)). */
function smoothL1(g: GraphBuilder, x: Value): Value {
  const near = g.clip(x, -1, 1);
  return g.reduceMean(g.mul(near, g.sub(x, g.mul(near, 0.5))));
}
