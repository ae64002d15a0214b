import type { GraphNode } from '@lookout/shared/onnx/graph-core';
import type { FixedTensor, Network } from '@lookout/shared/onnx/network';
import type { Weight } from '@lookout/shared/onnx/vae';
import type { Value } from '@lookout/shared/onnx/value';
import type { NetworkResults } from './name-outputs.ts';
import { isWeightPlace } from './weight-places.ts';

/** What was built between `input` and the results, as a network by itself. */
export function readOff(
  nodes: readonly GraphNode[],
  input: Value,
  results: NetworkResults,
): Network {
  const kept = needed(nodes, Object.values(results));
  const names = uniqueNames();
  const weights: Record<string, Weight> = {};
  const constants: Record<string, FixedTensor> = {};
  const asWeights = new Set(
    kept.flatMap(({ op, inputs }) =>
      inputs.filter((value, at) => value && isWeightPlace(op, at, value)),
    ),
  );
  names(input);
  for (const { inputs } of kept)
    for (const value of inputs) {
      if (!value?.data || names.has(value)) continue;
      const shape = value.shape.map(Number);
      if (value.data instanceof Float32Array && asWeights.has(value))
        weights[names(value)] = { shape, data: value.data };
      else constants[names(value)] = { shape, data: value.data };
    }
  return {
    input: { name: names(input), shape: input.shape.slice(1).map(Number) },
    nodes: kept.map(({ op, inputs, outputs, attributes }) => ({
      op,
      inputs: inputs.map((value) => (value ? names(value) : '')),
      outputs: outputs.map((value) => names(value)),
      attributes,
    })),
    weights,
    constants,
    outputs: Object.fromEntries(
      Object.entries(results).map(([output, value]) => [output, names(value)]),
    ),
  };
}

function needed(nodes: readonly GraphNode[], roots: readonly Value[]): GraphNode[] {
  const wanted = new Set<Value>(roots);
  const kept: GraphNode[] = [];
  for (const node of nodes.toReversed()) {
    if (!node.outputs.some((value) => wanted.has(value))) continue;
    kept.push(node);
    for (const value of node.inputs) if (value) wanted.add(value);
  }
  return kept.toReversed();
}

/** Names by value, not by text: constants of the source may be called like nodes of ours. */
function uniqueNames() {
  const given = new Map<Value, string>();
  const taken = new Set<string>();
  const nameOf = (value: Value): string => {
    const known = given.get(value);
    if (known !== undefined) return known;
    let name = value.name;
    while (name === '' || taken.has(name)) name = `${name}'`;
    taken.add(name);
    given.set(value, name);
    return name;
  };
  return Object.assign(nameOf, { has: (value: Value) => given.has(value) });
}
