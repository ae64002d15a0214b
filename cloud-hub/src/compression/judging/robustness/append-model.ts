import { intAttribute } from '@lookout/shared/onnx/attribute';
import { OnnxError } from '@lookout/shared/onnx/error';
import type { GraphBuilder } from '@lookout/shared/onnx/graph';
import type { ModelNode, OnnxModel } from '@lookout/shared/onnx/read';
import { elementCount, type Value } from '@lookout/shared/onnx/value';

/**
 * Adds the nodes of a file that its output `name` needs, so that they can be differentiated. Rounding to
 * integers is passed over and integer weights are taken at the values they stand for (straight-through, as
 * in training): the gradient of a quantized model is that of the float model it stands for.
 * @throws OnnxError 'unsupported' for an operator that Lookout does not know
 */
export function appendModelOutput(
  g: GraphBuilder,
  model: OnnxModel,
  inputs: Readonly<Record<string, Value>>,
  name: string,
): Value {
  const known = new Map<string, Value>(Object.entries(inputs));
  const constants = new Map(model.constants.map((constant) => [constant.name, constant]));
  const find = (wanted: string): Value => {
    const value = known.get(wanted);
    if (value) return value;
    const constant = constants.get(wanted);
    if (!constant?.data) throw new OnnxError('structure', `nothing computes "${wanted}"`);
    const added = g.constant(constant.data, constant.shape, undefined, constant.type);
    known.set(wanted, added);
    return added;
  };
  for (const node of neededNodes(model.nodes, name)) {
    const [first = ''] = node.inputs;
    const weight = constants.get(first);
    if (node.op === 'DequantizeLinear' && weight) {
      known.set(outputOf(node), dequantized(g, node, weight, constants));
    } else if (node.op === 'QuantizeLinear' || node.op === 'DequantizeLinear') {
      known.set(outputOf(node), find(first));
    } else if (node.op === 'Gather') {
      known.set(outputOf(node), gathered(g, node, find(first), constants));
    } else {
      const operands = node.inputs.map((input) => (input === '' ? null : find(input)));
      const outputs = g.ops(node.op, operands, node.attributes, node.outputs.length);
      for (const [i, output] of node.outputs.entries()) {
        const value = outputs[i];
        if (value && output !== '') known.set(output, value);
      }
    }
  }
  return find(name);
}

function neededNodes(nodes: readonly ModelNode[], output: string): ModelNode[] {
  const needed = new Set([output]);
  const kept = nodes.toReversed().filter((node) => {
    if (!node.outputs.some((name) => needed.has(name))) return false;
    for (const input of node.inputs) needed.add(input);
    return true;
  });
  return kept.reverse();
}

const outputOf = ({ outputs, op }: ModelNode): string => {
  const [name] = outputs;
  if (name) return name;
  throw new OnnxError('structure', `${op} has no output`);
};

/** (w - zeroPoint) · scale, along the axis that the scales belong to. */
function dequantized(
  g: GraphBuilder,
  { inputs, attributes }: ModelNode,
  weight: Value,
  constants: ReadonlyMap<string, Value>,
): Value {
  const scales = numbersOf(constants.get(inputs[1] ?? ''));
  const zeros = inputs[2] ? numbersOf(constants.get(inputs[2])) : [];
  const axis = intAttribute(attributes, 'axis', 1);
  const place = axis < 0 ? axis + weight.shape.length : axis;
  const inner = elementCount(weight.shape.slice(place + 1)) ?? 1;
  const values = numbersOf(weight).map((value, i) => {
    const at = scales.length > 1 ? Math.floor(i / inner) % scales.length : 0;
    return (value - (zeros[at] ?? 0)) * (scales[at] ?? 1);
  });
  return g.constant(Float32Array.from(values), weight.shape);
}

/** Columns by number as slices side by side, which have a gradient. */
function gathered(
  g: GraphBuilder,
  { inputs, attributes }: ModelNode,
  from: Value,
  constants: ReadonlyMap<string, Value>,
): Value {
  const axis = intAttribute(attributes, 'axis', 0);
  const columns = numbersOf(constants.get(inputs[1] ?? '')).map((column) =>
    g.slice(from, axis, column, column + 1),
  );
  return g.concat(columns, axis);
}

function numbersOf(value: Value | undefined): number[] {
  if (!value?.data) throw new OnnxError('unsupported', 'an operand that is not a constant');
  return Array.from<number | bigint, number>(value.data, Number);
}
