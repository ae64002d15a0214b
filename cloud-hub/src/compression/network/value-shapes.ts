import { GraphBuilder } from '@lookout/shared/onnx/graph';
import { appendNetwork, type Network } from '@lookout/shared/onnx/network';
import type { Shape } from '@lookout/shared/onnx/value';

/** Shapes of every value of a network by name, weights and constants too; the batch is 'batch'. */
export function valueShapes(network: Network): ReadonlyMap<string, Shape> {
  const shapes = new Map<string, Shape>();
  for (const [name, { shape }] of Object.entries(network.weights)) shapes.set(name, shape);
  for (const [name, { shape }] of Object.entries(network.constants)) shapes.set(name, shape);
  const g = new GraphBuilder();
  const input = g.input('x', 'float32', ['batch', ...network.input.shape]);
  appendNetwork(g, network, input, undefined, (value, name) => {
    shapes.set(name, value.shape);
    return value;
  });
  return shapes;
}
