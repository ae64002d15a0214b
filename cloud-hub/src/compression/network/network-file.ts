import { networkBoundary } from '@lookout/shared/detector/statistics/network';
import { OnnxError } from '@lookout/shared/onnx/error';
import { GraphBuilder } from '@lookout/shared/onnx/graph';
import { appendNetwork, type Network, networkOutputs } from '@lookout/shared/onnx/network';
import { readModel } from '@lookout/shared/onnx/read';
import { extractNetwork } from './extract-network.ts';

/** The network alone as an ONNX file: `input` [batch, ...] → its outputs by their names. */
export function writeNetwork(network: Network): Uint8Array<ArrayBuffer> {
  const g = new GraphBuilder();
  const input = g.input('input', 'float32', ['batch', ...network.input.shape]);
  const outputs = appendNetwork(g, network, g.named(input, networkBoundary.input));
  for (const name of networkOutputs) {
    const value = outputs[name];
    if (value) g.output(g.named(value, networkBoundary[name]), name);
  }
  return g.build('lookout-network');
}

/** @throws OnnxError where it is no file of `writeNetwork` */
export function readNetwork(bytes: Uint8Array): Network {
  const model = readModel(bytes);
  const shape = model.inputs[0]?.shape.slice(1).map(Number) ?? [];
  const network = extractNetwork(model, shape);
  if (!network) throw new OnnxError('signature', 'this file holds no network of Lookout');
  return network;
}
