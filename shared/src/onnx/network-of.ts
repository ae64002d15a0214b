import { GraphBuilder } from './graph.ts';
import type { FixedTensor, Network } from './network.ts';
import { appendVae, trainedWeight, type VaeWeights, type Weight } from './vae.ts';

/** A trained VAE as plain nodes: it is built once as for scoring (z = μ), and what was built is read off. */
export function networkOf(vae: VaeWeights): Network {
  const { windowLength, channels } = vae.architecture;
  const g = new GraphBuilder();
  const window = g.input('window', 'float32', ['batch', windowLength, channels]);
  const weights: Record<string, Weight> = {};
  const outputs = appendVae(g, window, vae.architecture, (name) => {
    const weight = trainedWeight(vae, name);
    weights[name] = weight;
    return g.constant(weight.data, weight.shape, name);
  });
  const constants: Record<string, FixedTensor> = {};
  for (const { inputs } of g.nodes)
    for (const value of inputs)
      if (value?.data && !(value.name in weights))
        constants[value.name] = { shape: value.shape.map(Number), data: value.data };
  return {
    input: { name: window.name, shape: [windowLength, channels] },
    nodes: g.nodes.map(({ op, inputs, outputs: made, attributes }) => ({
      op,
      inputs: inputs.map((value) => value?.name ?? ''),
      outputs: made.map((value) => value.name),
      attributes,
    })),
    weights,
    constants,
    outputs: {
      reconstruction: outputs.reconstruction.name,
      mu: outputs.mu.name,
      logvar: outputs.logvar.name,
    },
  };
}
