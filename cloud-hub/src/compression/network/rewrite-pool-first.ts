import { floatAttribute } from '@lookout/shared/onnx/attribute';
import type { Network, NetworkNode } from '@lookout/shared/onnx/network';
import { NetworkDraft } from './network-draft.ts';
import { NodeGraph } from './node-graph.ts';

/** They never fall as their input rises, so the largest of a window stays the largest. */
const rising = new Set(['LeakyRelu', 'Sigmoid', 'Tanh', 'Elu', 'Softplus']);

/**
 * max(f(x)) as f(max(x)) for activations f that rise: exact, and f has a quarter of the work behind a
 * pooling of 2 by 2. Relu and Clip stay, since the layer before them does them on its way.
 */
export function poolFirst(network: Network): Network {
  const graph = new NodeGraph(network);
  const draft = new NetworkDraft(network);
  const pooled = new Map<NetworkNode, NetworkNode>(); // the activation, by its pooling
  for (const node of network.nodes) {
    const user = network.nodes[graph.soleUser(node.outputs[0] ?? '') ?? -1];
    if (user?.op === 'MaxPool' && user.outputs.length === 1 && rises(node)) pooled.set(user, node);
  }
  const moved = new Set(pooled.values());
  for (const node of network.nodes) {
    const activation = pooled.get(node);
    if (moved.has(node)) continue;
    if (!activation) {
      draft.keep(node);
      continue;
    }
    const [x = ''] = activation.inputs;
    const largest = draft.node('MaxPool', [x], node.attributes, `${x}.pooled`);
    draft.nodes.push({ ...activation, inputs: [largest], outputs: node.outputs });
  }
  return draft.finish();
}

const rises = ({ op, inputs, attributes }: NetworkNode): boolean =>
  rising.has(op) &&
  inputs.length === 1 &&
  (op !== 'LeakyRelu' || floatAttribute(attributes, 'alpha', 0.01) >= 0) &&
  (op !== 'Elu' || floatAttribute(attributes, 'alpha', 1) >= 0);
