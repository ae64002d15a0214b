import type { GraphBuilder } from '../../onnx/graph.ts';
import type { Value } from '../../onnx/value.ts';
import { type ChannelScale, clipAt, divisorOf } from '../scaling.ts';
import type { ScaledWindow } from './statistic.ts';
import { appendSteps, type Steps } from './steps.ts';

/**
 * What a network is shown: every row's error of prediction from the row before it, r = z' - zA, on a scale
 * of its own. What the last row already says need not be learned, so that the network's capacity goes to
 * what is left. A transition of 0 shows it the rows themselves.
 */
export interface Prewhitening {
  readonly transition: readonly number[]; // [channels, channels], row-major
  readonly scaling: readonly ChannelScale[]; // of the errors
}

/** Names in a bundle's graph by which the prewhitening is found again. */
export const prewhiteningConstants = {
  transition: 'prewhitening.transition',
  mean: 'prewhitening.mean',
  divisor: 'prewhitening.divisor',
} as const;

export interface PrewhitenedWindow {
  readonly value: Value; // [batch, windowLength - 1, channels]
  readonly steps: Steps;
  /** From that space back to scaled rows, the window's first as it is: [batch, windowLength, channels]. */
  readonly restore: (whitened: Value) => Value;
}

export function appendPrewhitening(
  g: GraphBuilder,
  window: ScaledWindow,
  { transition, scaling }: Prewhitening,
): PrewhitenedWindow {
  const steps = appendSteps(g, window, transition, prewhiteningConstants.transition);
  const constant = (values: readonly number[], name: string) =>
    g.constant(Float32Array.from(values), [window.channels], name);
  const mean = constant(
    scaling.map((scale) => scale.mean),
    prewhiteningConstants.mean,
  );
  const divisor = constant(scaling.map(divisorOf), prewhiteningConstants.divisor);
  return {
    value: g.clip(g.div(g.sub(steps.error, mean), divisor), -clipAt, clipAt),
    steps,
    restore: (whitened) => {
      const rows = g.add(g.add(g.mul(whitened, divisor), mean), steps.predicted);
      return g.concat([g.slice(window.value, 1, 0, 1), rows], 1);
    },
  };
}
