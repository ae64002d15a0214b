import type { GraphBuilder } from '../../onnx/graph.ts';
import type { ScaledWindow, Statistic } from './statistic.ts';

/** Largest |z| of the window; without the channel that bears it, the next largest remains. */
export function appendZmax(g: GraphBuilder, { value: window, channels }: ScaledWindow): Statistic {
  const largest = g.reduceMax(g.abs(window), [1]); // [batch, channels]
  const value = g.reduceMax(largest, [1]); // [batch]
  const others = Float32Array.from({ length: channels ** 2 }, (_, i) =>
    i % (channels + 1) === 0 ? 0 : 1,
  );
  const withoutOne = g.mul(g.unsqueeze(largest, [1]), g.constant(others, [channels, channels])); // [batch, channel left out, channels]
  const remaining = g.reduceMax(withoutOne, [2]);
  return {
    value,
    contribution: g.sub(g.unsqueeze(value, [1]), remaining),
    expected: g.mul(window, 0),
  };
}
