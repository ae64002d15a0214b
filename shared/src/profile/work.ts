import { OnnxError } from '../onnx/error.ts';
import { INFER } from '../onnx/infer.ts';
import { macsOf } from '../onnx/macs.ts';
import { type ModelNode, type OnnxModel, readModel } from '../onnx/read.ts';
import { elementCount, type Value } from '../onnx/value.ts';
import type { Work } from './latency-table.ts';

const sums: Readonly<Record<string, 'gemm' | 'conv'>> = {
  MatMul: 'gemm',
  Gemm: 'gemm',
  Conv: 'conv',
  ConvTranspose: 'conv',
};
/** ONNX Runtime drops these, or does them without touching a number. */
const free = new Set([
  ...['Identity', 'Reshape', 'Flatten', 'Squeeze', 'Unsqueeze'],
  ...['QuantizeLinear', 'DequantizeLinear'],
]);
const fusedAfterSum = new Set([
  'Relu',
  'LeakyRelu',
  'Sigmoid',
  'Tanh',
  'Clip',
  'BatchNormalization',
]);

/** What one window asks of a machine; null where an operator is not known to Lookout. */
export function workOf(bytes: Uint8Array): Work | null {
  try {
    return countWork(readModel(bytes));
  } catch (error) {
    if (error instanceof OnnxError) return null;
    throw error;
  }
}

/** All multiply-accumulates. */
export const macsOfWork = ({ gemm, conv, gemmInt8, convInt8 }: Work): number =>
  gemm + conv + gemmInt8 + convInt8;

export function countWork(model: OnnxModel): Work {
  const work = { nodes: 0, gemm: 0, conv: 0, gemmInt8: 0, convInt8: 0, elements: 0 };
  const values = new Map<string, Value>(model.constants.map((value) => [value.name, value]));
  const fixed = new Set(model.constants.map(({ name }) => name));
  for (const input of model.inputs)
    values.set(input.name, {
      ...input,
      shape: input.shape.map((dim) => (typeof dim === 'string' ? 1 : dim)),
    });
  const makers = new Map(model.nodes.flatMap((node) => node.outputs.map((name) => [name, node])));
  const takers = Map.groupBy(
    model.nodes.flatMap((node) => node.inputs.map((name) => ({ name, node }))),
    ({ name }) => name,
  );
  const takersOf = (node: ModelNode): ModelNode[] =>
    node.outputs.flatMap((name) => (takers.get(name) ?? []).map((taker) => taker.node));
  for (const node of model.nodes) {
    const inputs = node.inputs.map((name) => values.get(name) ?? null);
    const outputs = infer(node, inputs);
    for (const output of outputs) values.set(output.name, output);
    // Worked out once, when the model is loaded; a fused layer reads rounded weights as they are.
    if (node.inputs.every((name) => name === '' || fixed.has(name))) {
      for (const name of node.outputs) fixed.add(name);
      continue;
    }
    const sum = sums[node.op];
    const maker = makers.get(node.inputs[0] ?? '');
    const absorbed = fusedAfterSum.has(node.op) && maker !== undefined && maker.op in sums;
    if (!free.has(node.op) && !absorbed) work.nodes += 1;
    if (!free.has(node.op) && !absorbed) work.elements += elements(outputs);
    if (sum === undefined) continue;
    const kind = isQuantized(node, makers, takersOf) ? (`${sum}Int8` as const) : sum;
    work[kind] += macsOf(node, inputs, outputs);
  }
  return work;
}

/** In the form that ONNX Runtime fuses: both operands dequantized, the result quantized. */
function isQuantized(
  node: ModelNode,
  makers: ReadonlyMap<string, ModelNode>,
  takersOf: (node: ModelNode) => ModelNode[],
): boolean {
  const operands = node.inputs.slice(0, 2).map((name) => makers.get(name)?.op);
  if (!operands.every((op) => op === 'DequantizeLinear')) return false;
  const after = takersOf(node);
  const [next] = after;
  const last = after.length === 1 && next?.op === 'Relu' ? takersOf(next) : after;
  return last.length > 0 && last.every(({ op }) => op === 'QuantizeLinear');
}

function infer(node: ModelNode, inputs: readonly (Value | null)[]): Value[] {
  const rule = INFER[node.op];
  if (!rule) throw new OnnxError('unsupported', `operator ${node.op} is not known`);
  const inferred = rule(inputs, node.attributes);
  return node.outputs.flatMap((name, i) => {
    const output = inferred[i];
    return output ? [{ name, ...output }] : [];
  });
}

const elements = (outputs: readonly Value[]): number =>
  outputs.reduce((sum, { shape }) => sum + (elementCount(shape) ?? 0), 0);
