import type { GraphBuilder } from '../graph.ts';
import type { Value } from '../value.ts';

const INT8_MAX = 127;

export interface FakeQuantized {
  readonly value: Value;
  /** Hold it constant in `gradients`: none flows through the scale. */
  readonly scale: Value;
}

/**
 * Rounds a weight to symmetric int8 with one scale per output channel (absmax / 127) and back to float32,
 * so that training feels the rounding. The gradient passes straight through the rounding.
 *
 * It is cut outside ±127.49, not ±127: the largest weight of a channel divides to 127.00001 as easily as
 * to 127, and would lose its gradient.
 */
export function fakeQuantize(g: GraphBuilder, weight: Value, outputAxis: number): FakeQuantized {
  const others = weight.shape.flatMap((_, axis) => (axis === outputAxis ? [] : [axis]));
  const largest = g.reduceMax(g.abs(weight), others, true);
  const scale = g.div(g.max(largest, 1e-12), INT8_MAX);
  const steps = g.clip(g.div(weight, scale), -INT8_MAX - 0.49, INT8_MAX + 0.49);
  return { value: g.mul(g.round(steps), scale), scale };
}
