import { OnnxError } from './error.ts';
import type { GraphBuilder } from './graph.ts';
import { showShape, type Value } from './value.ts';

export interface Normalized {
  readonly xhat: Value; // of x's shape
  readonly inverse: Value; // 1/σ, 1 along the axes
  readonly mean: Value; // 1 along the axes
  readonly variance: Value; // 1 along the axes, over n and not n − 1
}

export interface BatchNormalized {
  readonly y: Value;
  readonly mean: Value; // [channels], of this batch
  readonly variance: Value; // [channels], of this batch, over n and not n − 1
}

/** x̂ = (x − mean) / √(variance + ε), the moments taken over `axes` of x. */
export function normalize(
  g: GraphBuilder,
  x: Value,
  axes: readonly number[],
  epsilon: number,
): Normalized {
  const mean = g.reduceMean(x, axes, true);
  const centred = g.sub(x, mean);
  const variance = g.reduceMean(g.square(centred), axes, true);
  const inverse = g.div(1, g.sqrt(g.add(variance, epsilon)));
  return { xhat: g.mul(centred, inverse), inverse, mean, variance };
}

/**
 * Batch normalization as it is trained (Ioffe & Szegedy 2015): by the moments of this batch, through
 * which gradients flow; x [batch, channels, *], scale and bias [channels]. The caller keeps the running
 * moments for BatchNormalization at inference (PyTorch keeps the variance times n / (n − 1)).
 */
export function batchNormTraining(
  g: GraphBuilder,
  x: Value,
  scale: Value,
  bias: Value,
  epsilon = 1e-5,
): BatchNormalized {
  const { xhat, mean, variance } = normalize(g, x, acrossChannels(x), epsilon);
  const y = g.add(g.mul(xhat, perChannel(g, scale, x)), perChannel(g, bias, x));
  return { y, mean: g.reshape(mean, [-1]), variance: g.reshape(variance, [-1]) };
}

/**
 * Wu & He 2018: moments over the channels of one group and all positions. x [batch, channels, *], all but
 * the batch fixed; scale and bias [channels], or [groups] as in opset 18.
 */
export function groupNorm(
  g: GraphBuilder,
  x: Value,
  scale: Value,
  bias: Value,
  groups: number,
  epsilon = 1e-5,
): Value {
  const [, channels, ...size] = x.shape;
  if (typeof channels !== 'number' || channels % groups !== 0) {
    throw new OnnxError('shape', `${showShape(x.shape)} has no ${groups} equal groups of channels`);
  }
  const sizes = [0, channels, ...size.map(Number)];
  const { xhat } = normalize(g, g.reshape(x, [0, groups, -1]), [2], epsilon);
  const each = (value: Value) => perChannel(g, ofChannels(g, value, channels), x);
  return g.add(g.mul(g.reshape(xhat, sizes), each(scale)), each(bias));
}

/** [channels] as it stands beside x: [channels, 1, ...] */
export function perChannel(g: GraphBuilder, value: Value, x: Value): Value {
  const positions = x.shape.length - 2;
  return positions > 0 ? g.reshape(value, [-1, ...Array<number>(positions).fill(1)]) : value;
}

/** All axes but that of the channels. */
export function acrossChannels(x: Value): number[] {
  return x.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]));
}

/** [groups] → [channels], each repeated for the channels of its group. */
function ofChannels(g: GraphBuilder, value: Value, channels: number): Value {
  const groups = value.shape[0];
  if (groups === channels || typeof groups !== 'number') return value;
  return g.reshape(g.expand(g.reshape(value, [-1, 1]), [groups, channels / groups]), [-1]);
}
