import type { GraphBuilder, Operand } from '../graph.ts';
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
 * @param limit the largest step: 63 for weights of seven bits
 */
export function fakeQuantize(
  g: GraphBuilder,
  weight: Value,
  outputAxis: number,
  limit = INT8_MAX,
): FakeQuantized {
  const others = weight.shape.flatMap((_, axis) => (axis === outputAxis ? [] : [axis]));
  const largest = g.reduceMax(g.abs(weight), others, true);
  const scale = g.div(g.max(largest, 1e-12), limit);
  const steps = g.clip(g.div(weight, scale), -limit - 0.49, limit + 0.49);
  return { value: g.mul(g.round(steps), scale), scale };
}

const UINT8_MAX = 255;

/**
 * Rounds activations to u8 and back to float32, as a QuantizeLinear → DequantizeLinear pair does:
 * (saturate(round(x / scale) + zeroPoint) − zeroPoint) · scale. The range is given, one number each ([],
 * float32, zeroPoint whole): constants, or inputs of the graph that calibration or a moving range feeds.
 *
 * Straight-through: dL/dx passes within the range and is 0 outside. Where the scale itself is trained
 * its gradient is that of Learned Step Size Quantization (arXiv 1902.08153); none flows to zeroPoint.
 */
export function fakeQuantizeActivation(
  g: GraphBuilder,
  x: Value,
  scale: Operand,
  zeroPoint: Operand,
): Value {
  const bound = (level: number) =>
    typeof zeroPoint === 'number' ? g.scalar(level - zeroPoint) : g.sub(level, zeroPoint);
  const range = [bound(-0.49), bound(UINT8_MAX + 0.49)];
  return g.mul(g.round(g.op('Clip', [g.div(x, scale), ...range])), scale);
}
