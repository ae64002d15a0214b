import type { GraphProto, NodeProto } from 'onnx-buf';
import { OnnxError } from './error.ts';
import { parseModel } from './parse-model.ts';

// Readers of what a model is made of, whatever its operators are: `readModel` refuses those that only
// ONNX Runtime knows (QGemm, FusedConv), and these are what an optimized model consists of.

/**
 * How often each operator occurs, also inside the branches and loops of a model, as it is in the file.
 * @throws OnnxError `malformed`
 */
export function operatorCounts(bytes: Uint8Array): Record<string, number> {
  const counts = new Map<string, number>();
  const count = ({ node }: GraphProto) => {
    for (const one of node) {
      counts.set(one.opType, (counts.get(one.opType) ?? 0) + 1);
      for (const { g } of one.attribute) if (g) count(g);
    }
  };
  count(graphOf(bytes));
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * A text that is equal for two models exactly when their operators, connections, sizes and element types
 * are, whatever their weights and names: what the time of a run depends on. Integers that stand for sizes
 * and axes belong to it, and so does whether a zero point is the smallest value (only then is a Relu
 * absorbed by the quantization after it). Identity does not: ONNX Runtime drops it, and a network that was
 * taken out of a file has more of them.
 * @throws OnnxError `malformed`
 */
export function shapeText(bytes: Uint8Array): string {
  const model = parseModel(bytes);
  const opsets = model.opsetImport.map(
    ({ domain, version }) => `${domain || 'ai.onnx'}=${version}`,
  );
  return [opsets.sort().join(' '), ...graphLines(graphOf(bytes, model))].join('\n');
}

function graphLines(graph: GraphProto): string[] {
  const lines: string[] = [];
  const numbers = new Map<string, number>([['', -1]]);
  let next = 0;
  const define = (name: string) => {
    numbers.set(name, next);
    next += 1;
  };
  const refer = (name: string) => numbers.get(name) ?? `outer`;
  const weights = new Set(graph.initializer.map(({ name }) => name));
  for (const { name, type } of graph.input) {
    if (weights.has(name)) continue;
    define(name);
    const tensor = type?.value.case === 'tensorType' ? type.value.value : null;
    const dims = tensor?.shape?.dim.map(({ value }) =>
      value.case === 'dimValue' ? value.value : '?',
    );
    lines.push(`in ${tensor?.elemType} ${dims?.join('x')}`);
  }
  for (const weight of graph.initializer) {
    define(weight.name);
    lines.push(`weight ${tensorText(weight)}`);
  }
  for (const node of graph.node) {
    const same = node.opType === 'Identity' ? numbers.get(node.input[0] ?? '') : undefined;
    if (same !== undefined) {
      for (const name of node.output) numbers.set(name, same);
      continue;
    }
    const inputs = node.input.map(refer).join(',');
    lines.push(`${node.domain}:${node.opType}(${inputs}) ${attributesText(node)}`);
    node.output.forEach(define);
  }
  lines.push(`out ${graph.output.map(({ name }) => refer(name)).join(',')}`);
  return lines;
}

type Attribute = NodeProto['attribute'][number];

const attributesText = (node: NodeProto): string =>
  node.attribute
    .map((attribute) => `${attribute.name}=${attributeText(attribute)}`)
    .sort()
    .join(' ');

/** Floats (a slope, an epsilon) change results, not times. */
function attributeText({ i, ints, s, t, g }: Attribute): string {
  const text = new TextDecoder().decode(s);
  return `${i}|${ints.join(',')}|${text}|${t ? tensorText(t) : ''}|${g ? graphLines(g).join(';') : ''}`;
}

type Tensor = GraphProto['initializer'][number];
const int64 = 7;
const eightBit: ReadonlyMap<number, number> = new Map([
  [2, 0], // uint8: its smallest value
  [3, 0x80], // int8
]);

function tensorText(tensor: Tensor): string {
  const { dataType, dims, rawData } = tensor;
  const what = `${dataType} ${dims.join('x')}`;
  if (dataType === int64) return `${what} ${[...rawData].join(',')}${tensor.int64Data.join(',')}`;
  const smallest = eightBit.get(dataType);
  if (smallest === undefined || dims.some((dim) => dim !== 1n)) return what;
  const value = rawData[0] ?? (tensor.int32Data[0] ?? 0) & 0xff;
  return `${what} ${value === smallest ? 'smallest' : value === 0 ? 'zero' : 'other'}`;
}

function graphOf(bytes: Uint8Array, model = parseModel(bytes)): GraphProto {
  if (model.graph && model.graph.node.length > 0) return model.graph;
  throw new OnnxError('malformed', 'this is not an ONNX model, or its graph is empty');
}
