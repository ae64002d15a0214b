import {
  floatAttribute,
  int,
  intAttribute,
  intsAttribute,
  string,
  stringAttribute,
} from '@lookout/shared/onnx/attribute';
import type { GraphBuilder } from '@lookout/shared/onnx/graph';
import { ELEMENT_TYPES, elementTypeOfCode, type Value } from '@lookout/shared/onnx/value';
import { ImportError } from '../import-error.ts';
import { workingType } from '../widen.ts';
import { type Call, shapeOf, type Traced, tensor } from './traced.ts';

type Upgrade = (call: Call, g: GraphBuilder, opset: number) => Call;

/**
 * A node of opset 9 to 25 as opset 18 would have it. Most of what changed in between is an attribute that
 * became an input, which shows by itself: where the attribute is there, it is the old form.
 * (https://github.com/onnx/onnx/blob/main/docs/Changelog.md)
 */
export function upgrade(call: Call, g: GraphBuilder, opset: number): Call {
  const change = Object.hasOwn(upgrades, call.op) ? upgrades[call.op] : undefined;
  return change ? change(call, g, opset) : call;
}

/** Attributes that list whole numbers become inputs: name → place among the inputs. */
const listsToInputs =
  (places: Readonly<Record<string, number>>): Upgrade =>
  (call, g) => {
    const given = Object.entries(places).flatMap(([name, at]) => {
      const list = intsAttribute(call.attributes, name);
      return list ? [{ at, traced: tensor(g.int64s(list)) }] : [];
    });
    if (given.length === 0) return call;
    return withInputs(without(call, Object.keys(places)), given);
  };

function withInputs(
  call: Call,
  given: readonly { readonly at: number; readonly traced: Traced | null }[],
): Call {
  const inputs = [...call.inputs];
  for (const { at, traced } of given) {
    while (inputs.length <= at) inputs.push(null);
    inputs[at] = traced;
  }
  return { ...call, inputs };
}

const without = (call: Call, names: readonly string[]): Call => ({
  ...call,
  attributes: Object.fromEntries(
    Object.entries(call.attributes).filter(([name]) => !names.includes(name)),
  ),
});

const reduction = listsToInputs({ axes: 1 });

/** Opset 10: min and max were attributes. */
const clip: Upgrade = (call, g) => {
  const given = ['min', 'max'].flatMap((name, i) => {
    const bound = floatAttribute(call.attributes, name, Number.NaN);
    return Number.isNaN(bound) ? [] : [{ at: i + 1, traced: tensor(g.scalar(bound)) }];
  });
  return withInputs(without(call, ['min', 'max']), given);
};

/** Opset 10: pads and value were attributes. */
const pad: Upgrade = (call, g, opset) => {
  const pads = intsAttribute(call.attributes, 'pads');
  if (!pads) return call;
  const value = floatAttribute(call.attributes, 'value', 0);
  const lists = listsToInputs({ pads: 1 })(call, g, opset);
  return withInputs(
    without(lists, ['value']),
    value === 0 ? [] : [{ at: 2, traced: tensor(g.scalar(value)) }],
  );
};

/** Opset 12: Softmax ran over everything from the axis on, by default 1; since 13 over one axis, by default the last. */
const softmax: Upgrade = (call, _, opset) => {
  if (opset >= 13) return call;
  const [x] = call.inputs;
  const rank = x ? shapeOf(x).length : 0;
  const axis = intAttribute(call.attributes, 'axis', 1);
  if ((axis < 0 ? axis + rank : axis) === rank - 1)
    return { ...call, attributes: { ...call.attributes, axis: int(-1) } };
  throw new ImportError(
    'unsupported',
    `${call.op} of opset ${opset} over several axes: export with opset 13 or later`,
  );
};

/** Opset 9's Upsample and opset 10's Resize count positions from the corner and round down. */
const asResize: Upgrade = (call, g) => {
  const scales = call.attributes.scales;
  const factors =
    scales?.kind === 'floats'
      ? tensor(g.constant(Float32Array.from(scales.value), [scales.value.length]))
      : (call.inputs[1] ?? null);
  const mode = stringAttribute(call.attributes, 'mode') ?? 'nearest';
  return {
    ...call,
    op: 'Resize',
    inputs: [call.inputs[0] ?? null, null, factors],
    attributes: {
      mode: string(mode === 'bilinear' ? 'linear' : mode),
      coordinate_transformation_mode: string('asymmetric'),
      ...(mode === 'nearest' ? { nearest_mode: string('floor') } : {}),
    },
  };
};

const resize: Upgrade = (call, g, opset) => {
  if (opset < 11) return asResize(call, g, opset);
  // An input that is not used is written as an empty list.
  const inputs = call.inputs.map((input, i) =>
    i > 0 && input?.kind === 'tensor' && input.value.data?.length === 0 ? null : input,
  );
  return { ...call, inputs: [inputs[0] ?? null, null, ...inputs.slice(2)] };
};

/** Before opset 14 it named up to five outputs, of which only training used more than the first. */
const batchNormalization: Upgrade = (call) => ({
  ...without(call, ['momentum', 'spatial', 'consumed_inputs', 'training_mode']),
  outputs: 1,
});

/** Opset 18 wants to be told into how many parts, where the sizes are not. */
const split: Upgrade = (call, g, opset) => {
  const listed = listsToInputs({ split: 1 })(call, g, opset);
  if (listed.inputs[1]) return listed;
  return { ...listed, attributes: { ...listed.attributes, num_outputs: int(call.outputs) } };
};

const cast: Upgrade = (call) => {
  const named = elementTypeOfCode(intAttribute(call.attributes, 'to', 0));
  if (!named) return call;
  const to: Value['type'] = workingType(named);
  return { ...call, attributes: { to: int(ELEMENT_TYPES[to].code) } };
};

const reductions = [
  'L1',
  'L2',
  'LogSum',
  'LogSumExp',
  'Max',
  'Mean',
  'Min',
  'Prod',
  'Sum',
  'SumSquare',
];

const upgrades: Readonly<Record<string, Upgrade>> = {
  BatchNormalization: batchNormalization,
  Cast: cast,
  Clip: clip,
  LogSoftmax: softmax,
  Pad: pad,
  Resize: resize,
  Slice: listsToInputs({ starts: 1, ends: 2, axes: 3 }),
  Softmax: softmax,
  Split: split,
  Squeeze: reduction,
  Unsqueeze: reduction,
  Upsample: asResize,
  ...Object.fromEntries(reductions.map((name) => [`Reduce${name}`, reduction])),
};
