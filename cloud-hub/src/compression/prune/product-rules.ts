import { intAttribute } from '@lookout/shared/onnx/attribute';
import { elementCount } from '@lookout/shared/onnx/value';
import { keepEverything, type LabelContext, type LabelRule } from './label-rule.ts';

interface Sides {
  readonly inAxis: number;
  readonly outAxis: number;
  readonly valueAxis: number;
  /** Axis of the output that counts what the weight puts out. */
  readonly madeAxis: number;
}

/** A layer: its weight sums over the channels that come in and makes new ones. */
const product =
  (sidesOf: (context: LabelContext, node: Parameters<LabelRule>[1]) => Sides | null): LabelRule =>
  (context, node, number) => {
    const { network, shapes, pool, labels, products } = context;
    const [value = '', weight = '', bias = ''] = node.inputs;
    const [y = ''] = node.outputs;
    const sides = sidesOf(context, node);
    const shape = network.weights[weight]?.shape;
    if (!sides || !shape || labels.has(weight)) return keepEverything(context, node, number);
    const { inAxis, outAxis, valueAxis, madeAxis } = sides;
    const coming = labels.get(value) ?? [];
    pool.keep(coming.map((axis, i) => (i === valueAxis ? null : axis)));
    const made = pool.fresh(shape[outAxis] ?? 0, number);
    const own = shape.map((_, i) =>
      i === inAxis ? (coming[valueAxis] ?? null) : i === outAxis ? made : null,
    );
    labels.set(weight, own);
    const biasShape = shapes.get(bias);
    if (biasShape && biasShape.at(-1) === made.length)
      labels.set(
        bias,
        biasShape.map((_, i) => (i === biasShape.length - 1 ? made : null)),
      );
    const output = shapes.get(y) ?? [];
    labels.set(
      y,
      output.map((_, i) => (i === madeAxis ? made : null)),
    );
    // Every weight of a convolution is used once per position, of a transposed one once per position it reads.
    const positions = node.op === 'ConvTranspose' ? (shapes.get(value) ?? []) : output;
    const counted = positions.filter(
      (_, i) => i > 0 && i !== (node.op === 'ConvTranspose' ? valueAxis : madeAxis),
    );
    const kernel = shape.filter((_, i) => i !== inAxis && i !== outAxis);
    const uses = (elementCount(counted) ?? 1) * (elementCount(kernel) ?? 1);
    const trained = bias in network.weights ? bias : null;
    products.push({ node: number, value, weight, bias: trained, inAxis, outAxis, valueAxis, uses });
  };

const gemm = product((_, { attributes }) => {
  if (intAttribute(attributes, 'transA', 0) !== 0) return null;
  const turned = intAttribute(attributes, 'transB', 0) !== 0;
  return { inAxis: Number(turned), outAxis: Number(!turned), valueAxis: 1, madeAxis: 1 };
});

const matmul = product(({ network, shapes }, { inputs: [x = '', w = ''] }) => {
  const rank = shapes.get(x)?.length ?? 0;
  if (network.weights[w]?.shape.length !== 2 || rank < 2) return null;
  return { inAxis: 0, outAxis: 1, valueAxis: rank - 1, madeAxis: rank - 1 };
});

const plainConv = product(() => ({ inAxis: 1, outAxis: 0, valueAxis: 1, madeAxis: 1 }));
const plainTranspose = product(() => ({ inAxis: 0, outAxis: 1, valueAxis: 1, madeAxis: 1 }));

/** One filter per channel: it goes where its channel goes. Other groupings keep their channels. */
const depthwise: LabelRule = (context, node, number) => {
  const { network, shapes, labels } = context;
  const [x = '', weight = '', bias = ''] = node.inputs;
  const [y = ''] = node.outputs;
  const shape = network.weights[weight]?.shape ?? [];
  const axis = labels.get(x)?.[1];
  const groups = intAttribute(node.attributes, 'group', 1);
  if (!axis || shape[0] !== groups || shape[1] !== 1 || labels.has(weight))
    return keepEverything(context, node, number);
  labels.set(
    weight,
    shape.map((_, i) => (i === 0 ? axis : null)),
  );
  if (shapes.has(bias)) labels.set(bias, [axis]);
  labels.set(
    y,
    (shapes.get(y) ?? []).map((_, i) => (i === 1 ? axis : null)),
  );
};

const grouped =
  (rule: LabelRule): LabelRule =>
  (context, node, number) =>
    (intAttribute(node.attributes, 'group', 1) === 1 ? rule : depthwise)(context, node, number);

export const PRODUCT_RULES: Readonly<Record<string, LabelRule>> = {
  Gemm: gemm,
  MatMul: matmul,
  Conv: grouped(plainConv),
  ConvTranspose: grouped(plainTranspose),
};
