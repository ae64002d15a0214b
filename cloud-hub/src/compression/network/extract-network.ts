import { networkBoundary } from '@lookout/shared/detector/statistics/network';
import { OnnxError } from '@lookout/shared/onnx/error';
import type { FixedTensor, Network, NetworkNode } from '@lookout/shared/onnx/network';
import type { OnnxModel } from '@lookout/shared/onnx/read';
import type { Weight } from '@lookout/shared/onnx/vae';
import type { Value } from '@lookout/shared/onnx/value';

const weightPrefix = 'network/';

/**
 * The network of a detector's graph, between the values that `appendNetwork` named; null where the
 * detector has none.
 * @param inputShape of what it is shown, without the batch
 */
export function extractNetwork(model: OnnxModel, inputShape: readonly number[]): Network | null {
  const { input, ...boundary } = networkBoundary;
  const made = new Set(model.nodes.flatMap((node) => node.outputs));
  if (!made.has(input)) return null;
  const outputs = Object.fromEntries(Object.entries(boundary).filter(([, name]) => made.has(name)));
  const nodes = nodesBetween(model.nodes, input, Object.values(outputs));
  const used = new Set(nodes.flatMap((node) => node.inputs));
  const weights: Record<string, Weight> = {};
  const constants: Record<string, FixedTensor> = {};
  for (const constant of model.constants) {
    if (!used.has(constant.name)) continue;
    const { data, shape } = fixed(constant);
    const isWeight = constant.name.startsWith(weightPrefix) && data instanceof Float32Array;
    if (isWeight) weights[constant.name.slice(weightPrefix.length)] = { shape, data };
    else constants[constant.name] = { shape, data };
  }
  const own = (name: string) =>
    name.startsWith(weightPrefix) ? name.slice(weightPrefix.length) : name;
  return {
    input: { name: input, shape: inputShape },
    nodes: nodes.map((node) => ({ ...node, inputs: node.inputs.map(own) })),
    weights,
    constants,
    outputs,
  };
}

/** Every node that the outputs need, back to the input, in the file's order. */
function nodesBetween(
  nodes: readonly NetworkNode[],
  input: string,
  outputs: readonly string[],
): NetworkNode[] {
  const needed = new Set(outputs);
  const kept: NetworkNode[] = [];
  for (const node of nodes.toReversed()) {
    if (!node.outputs.some((name) => needed.has(name)) || node.outputs.includes(input)) continue;
    kept.push(node);
    for (const name of node.inputs) needed.add(name);
  }
  return kept.toReversed();
}

function fixed({ name, shape, data }: Value): FixedTensor {
  if (!data) throw new OnnxError('structure', `"${name}" holds no numbers`);
  return { shape: shape.map(Number), data };
}
