import { GraphBuilder } from '@lookout/shared/onnx/graph';
import { appendNetwork, type Network } from '@lookout/shared/onnx/network';

/** The network by itself as a model: `input` [batch, ...] → its outputs under their own names. */
export function buildNetwork(network: Network): Uint8Array<ArrayBuffer> {
  const g = new GraphBuilder();
  const input = g.input('input', 'float32', ['batch', ...network.input.shape]);
  for (const [name, value] of Object.entries(appendNetwork(g, network, input)))
    if (value) g.output(value, name);
  return g.build('lookout-network');
}
