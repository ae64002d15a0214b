import type { GraphBuilder } from '../../onnx/graph.ts';
import type { Value } from '../../onnx/value.ts';
import { type ChannelScale, clipAt, divisorOf } from '../scaling.ts';
import type { ScaledWindow } from './statistic.ts';

export interface ScaledInput extends ScaledWindow {
  /** From scaled rows back to engineering units. */
  readonly restore: (scaled: Value) => Value;
}

/** The graph's input `window` [batch, windowLength, channels] in engineering units, scaled and clipped. */
export function appendScaledInput(
  g: GraphBuilder,
  windowLength: number,
  scaling: readonly ChannelScale[],
): ScaledInput {
  const channels = scaling.length;
  const window = g.input('window', 'float32', ['batch', windowLength, channels]);
  const constant = (values: readonly number[], name: string) =>
    g.constant(Float32Array.from(values), [channels], name);
  const mean = constant(
    scaling.map((scale) => scale.mean),
    'channelMean',
  );
  const divisor = constant(scaling.map(divisorOf), 'channelDivisor');
  const value = g.clip(g.div(g.sub(window, mean), divisor), -clipAt, clipAt);
  return {
    value,
    windowLength,
    channels,
    restore: (scaled) => g.add(g.mul(scaled, divisor), mean),
  };
}
