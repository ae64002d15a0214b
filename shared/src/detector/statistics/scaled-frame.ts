import type { FrameSize } from '../../frame/image.ts';
import type { GraphBuilder } from '../../onnx/graph.ts';
import type { Value } from '../../onnx/value.ts';
import { type ChannelScale, clipAt, divisorOf } from '../scaling.ts';

export interface ScaledFrame {
  readonly value: Value; // [batch, channels, height, width]
  /** From scaled values back to those from 0 to 1. */
  readonly restore: (scaled: Value) => Value;
}

/**
 * The graph's input `window` [batch, channels, height, width], from 0 to 1, scaled and clipped.
 * @param scaling of the pixels of each color
 */
export function appendScaledFrame(
  g: GraphBuilder,
  { channels, height, width }: FrameSize,
  scaling: readonly ChannelScale[],
): ScaledFrame {
  const window = g.input('window', 'float32', ['batch', channels, height, width]);
  const constant = (values: readonly number[], name: string) =>
    g.constant(Float32Array.from(values), [channels, 1, 1], name);
  const mean = constant(
    scaling.map((scale) => scale.mean),
    'channelMean',
  );
  const divisor = constant(scaling.map(divisorOf), 'channelDivisor');
  return {
    value: g.clip(g.div(g.sub(window, mean), divisor), -clipAt, clipAt),
    restore: (scaled) => g.add(g.mul(scaled, divisor), mean),
  };
}
