import { type Attributes, intAttribute, intsAttribute } from '../attribute.ts';
import { OnnxError } from '../error.ts';
import type { ConvOptions, GraphBuilder } from '../graph.ts';
import { convGeometry } from '../infer-conv.ts';
import type { Value } from '../value.ts';
import { fixedShape, type NodeView, type Rule, single } from './rule.ts';

/** Kernels [out, in, *kernel] for Conv and [in, out, *kernel] for ConvTranspose, any number of axes. */
export const CONV_RULES: Readonly<Record<string, Rule>> = {
  Conv: single((node, dy) => {
    const { g, x, attributes } = node;
    const weight = node.input(1);
    const options = convOptions(attributes, weight);
    return [
      () => {
        const outputPadding = missing(fixedShape(x), sizeOfTranspose(dy, weight, options));
        return g.convTranspose(dy, weight, null, { ...options, outputPadding });
      },
      () => swapFirst(g, correlate(g, x, dy, weight, options)),
      () => sumPerChannel(g, dy),
    ];
  }),

  ConvTranspose: single((node, dy) => {
    const { g, x, attributes } = node;
    const weight = node.input(1);
    const options = convOptions(attributes, weight);
    return [
      () => g.conv(dy, weight, null, options),
      () => swapFirst(g, correlate(g, dy, x, weight, options)),
      () => sumPerChannel(g, dy),
    ];
  }),

  MaxPool: single((node, dy) => [() => scatterToMaxima(node, dy)]),
};

/**
 * Gradient of a kernel: `wide` [batch, a, *] correlated with `narrow` [batch, b, *] over batch and
 * positions → [a, b, *kernel]. A convolution in which the batch plays the channels; what was the stride
 * becomes the dilation, and positions beyond the kernel are cut off.
 */
function correlate(
  g: GraphBuilder,
  wide: Value,
  narrow: Value,
  weight: Value,
  { strides, dilations, pads }: ConvOptions,
): Value {
  const kernel = fixedShape(weight).slice(2);
  const full = g.conv(swapFirst(g, wide), swapFirst(g, narrow), null, {
    strides: dilations,
    dilations: strides,
    pads,
  });
  return kernel.reduce(
    (cut, size, i) => (cut.shape[i + 2] === size ? cut : g.slice(cut, i + 2, 0, size)),
    full,
  );
}

/** The maxima's positions in the flattened input are MaxPool's second output. */
function scatterToMaxima({ g, x, attributes }: NodeView, dy: Value): Value {
  const [, positions] = g.ops('MaxPool', [x], attributes, 2);
  if (!positions) throw new OnnxError('structure', 'MaxPool returns no positions');
  const shape = fixedShape(x);
  const zeros = g.expand(g.scalar(0), [shape.reduce((product, size) => product * size, 1)]);
  const flat = g.scatterAdd(zeros, g.reshape(positions, [-1]), g.reshape(dy, [-1]));
  return g.reshape(flat, shape);
}

function convOptions(attributes: Attributes, weight: Value): Required<ConvOptions> {
  if (intAttribute(attributes, 'group', 1) !== 1) {
    throw new OnnxError('unsupported', 'no gradient for a convolution in groups');
  }
  const geometry = convGeometry(fixedShape(weight).slice(2), attributes);
  return {
    strides: geometry.strides,
    dilations: geometry.dilations,
    pads: intsAttribute(attributes, 'pads') ?? [...geometry.padsBegin, ...geometry.padsEnd],
    outputPadding: geometry.outputPadding.map(() => 0),
  };
}

/** Spatial sizes that a ConvTranspose of dy returns without output padding. */
function sizeOfTranspose(dy: Value, weight: Value, options: Required<ConvOptions>): number[] {
  const kernel = fixedShape(weight).slice(2);
  const at = (list: readonly number[], i: number) => list[i] ?? 0;
  return fixedShape(dy)
    .slice(2)
    .map((size, i) => {
      const reach = at(options.dilations, i) * (at(kernel, i) - 1) + 1;
      const pads = at(options.pads, i) + at(options.pads, i + kernel.length);
      return at(options.strides, i) * (size - 1) + reach - pads;
    });
}

/** Positions at the end that no kernel reached, because the stride left a remainder. */
function missing(shape: readonly number[], reached: readonly number[]): number[] {
  return reached.map((size, i) => (shape[i + 2] ?? size) - size);
}

function swapFirst(g: GraphBuilder, x: Value): Value {
  return g.transpose(x, [1, 0, ...x.shape.slice(2).map((_, i) => i + 2)]);
}

function sumPerChannel(g: GraphBuilder, dy: Value): Value {
  return g.reduceSum(dy, [0, ...dy.shape.slice(2).map((_, i) => i + 2)]);
}
