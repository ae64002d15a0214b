import { intAttribute, intsAttribute } from '@lookout/shared/onnx/attribute';
import type { Network } from '@lookout/shared/onnx/network';
import { normalizeAxis } from '@lookout/shared/onnx/shape';
import type { Shape } from '@lookout/shared/onnx/value';
import type { AxisLabels, Labels } from './label-pool.ts';
import type { LabelRule } from './label-rule.ts';
import { PRODUCT_RULES } from './product-rules.ts';
import { reshapeLabels } from './reshape-labels.ts';

/** Output as the first input; what else goes in has no channels. */
const sameAsFirst: LabelRule = ({ labels }, { inputs: [x = ''], outputs: [y = ''] }) => {
  const own = labels.get(x);
  if (own) labels.set(y, own);
};

/** Only the channel axis survives: rows are pooled or stretched. */
const channelAxisOnly: LabelRule = (context, { inputs: [x = ''], outputs: [y = ''] }) => {
  const { pool, labels } = context;
  const own = labels.get(x);
  if (!own) return;
  pool.keep(own.map((axis, i) => (i === 1 ? null : axis)));
  labels.set(
    y,
    own.map((axis, i) => (i === 1 ? axis : null)),
  );
};

/** Scale, shift and statistics of each channel go with it. */
const perChannel: LabelRule = (context, node, number) => {
  const [x = '', ...parameters] = node.inputs;
  const axis = context.labels.get(x)?.[1] ?? null;
  if (axis) for (const name of parameters) context.labels.set(name, [axis]);
  sameAsFirst(context, node, number);
};

/** Operands are aligned at their last axes, as numpy does. */
const broadcast: LabelRule = ({ network, shapes, pool, labels }, node) => {
  const [y = ''] = node.outputs;
  const shape = shapes.get(y) ?? [];
  const operands = node.inputs.map((name) => {
    const own = shapes.get(name) ?? [];
    return { name, shape: own, lead: shape.length - own.length, labels: labels.get(name) };
  });
  const merged = shape.map((size, axis): AxisLabels => {
    const here = operands.map((o) => o.labels?.[axis - o.lead] ?? null);
    const label = here.reduce((joined, one) => pool.joinAll(joined, one), null);
    if (!label) return null;
    for (const [i, operand] of operands.entries()) {
      const full = operand.shape[axis - operand.lead] === size && size !== 1;
      if (!full || here[i]) continue;
      if (isTensor(network, operand.name)) setAxis(labels, operand, axis - operand.lead, label);
      else pool.keep([label]);
    }
    return label;
  });
  if (merged.some((axis) => axis)) labels.set(y, merged);
};

const isTensor = ({ weights, constants }: Network, name: string): boolean =>
  name in weights || name in constants;

function setAxis(
  labels: Map<string, Labels>,
  { name, shape }: { name: string; shape: Shape },
  axis: number,
  label: AxisLabels,
): void {
  const own = labels.get(name) ?? shape.map(() => null);
  labels.set(name, own.with(axis, label));
}

const transpose: LabelRule = ({ labels }, { inputs: [x = ''], outputs: [y = ''], attributes }) => {
  const own = labels.get(x);
  const order = intsAttribute(attributes, 'perm') ?? own?.map((_, i) => i).reverse() ?? [];
  if (own)
    labels.set(
      y,
      order.map((axis) => own[axis] ?? null),
    );
};

const reshape: LabelRule = ({ shapes, pool, labels }, { inputs: [x = ''], outputs: [y = ''] }) => {
  const own = labels.get(x);
  if (own) labels.set(y, reshapeLabels(pool, own, shapes.get(x) ?? [], shapes.get(y) ?? []));
};

const concat: LabelRule = ({ shapes, pool, labels }, { inputs, outputs: [y = ''], attributes }) => {
  const shape = shapes.get(y) ?? [];
  const along = normalizeAxis(intAttribute(attributes, 'axis', 0), shape.length);
  const own = inputs.map((name) => labels.get(name) ?? shape.map(() => null));
  if (own.every((axes) => axes.every((axis) => axis === null))) return;
  const joined = shape.map((_, axis) =>
    axis === along
      ? null
      : own.map((axes) => axes[axis] ?? null).reduce((a, b) => pool.joinAll(a, b)),
  );
  const whole = own.every((axes) => axes[along]);
  if (!whole) pool.keep(own.map((axes) => axes[along] ?? null));
  const parts = own.flatMap((axes) => [...(axes[along] ?? [])]);
  labels.set(y, joined.with(along, whole ? Int32Array.from(parts) : null));
};

const named = (rule: LabelRule, ...ops: string[]) => ops.map((op) => [op, rule] as const);

export const LABEL_RULES: Readonly<Record<string, LabelRule>> = Object.fromEntries([
  ...Object.entries(PRODUCT_RULES),
  ...named(sameAsFirst, 'Relu', 'LeakyRelu', 'Elu', 'Selu', 'Celu', 'Sigmoid', 'HardSigmoid'),
  ...named(sameAsFirst, 'HardSwish', 'Tanh', 'Softplus', 'Softsign', 'Gelu', 'Erf', 'Exp', 'Log'),
  ...named(sameAsFirst, 'Sqrt', 'Neg', 'Abs', 'Sign', 'Round', 'Reciprocal', 'Clip', 'Identity'),
  ...named(sameAsFirst, 'Dropout', 'Cast', 'Mish'),
  ...named(broadcast, 'Add', 'Sub', 'Mul', 'Div', 'Min', 'Max', 'Pow', 'PRelu'),
  ...named(
    channelAxisOnly,
    'MaxPool',
    'AveragePool',
    'GlobalAveragePool',
    'GlobalMaxPool',
    'Resize',
  ),
  ...named(perChannel, 'BatchNormalization', 'InstanceNormalization'),
  ...named(reshape, 'Reshape', 'Flatten', 'Squeeze', 'Unsqueeze'),
  ...named(transpose, 'Transpose'),
  ...named(concat, 'Concat'),
]);
