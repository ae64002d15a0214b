import { intAttribute } from '../attribute.ts';
import { type ConvGeometry, convGeometry, transposeGeometry } from '../conv-geometry.ts';
import type { ConvOptions, GraphBuilder } from '../graph.ts';
import type { Value } from '../value.ts';
import { fixedShape, type Rule, single } from './rule.ts';
import { spreadOnto } from './spread-onto.ts';

/** Kernels [out, in/group, *kernel] for Conv and [in, out/group, *kernel] for ConvTranspose, any rank. */
export const CONV_RULES: Readonly<Record<string, Rule>> = {
  Conv: single((node, dy) => {
    const { g, x, attributes } = node;
    const weight = node.input(1);
    const groups = intAttribute(attributes, 'group', 1);
    const size = spatial(x);
    const geometry = convGeometry(size, spatial(weight), attributes);
    return [
      () => spreadOnto(g, dy, weight, geometry, size, groups),
      () => swapFirst(g, correlate(g, x, dy, geometry, groups)),
      () => sumPerChannel(g, dy),
    ];
  }),

  ConvTranspose: single((node, dy) => {
    const { g, x, attributes } = node;
    const weight = node.input(1);
    const groups = intAttribute(attributes, 'group', 1);
    const geometry = transposeGeometry(spatial(x), spatial(weight), attributes);
    return [
      () => g.conv(dy, weight, null, optionsOf(geometry, groups)),
      () => swapFirst(g, correlate(g, dy, x, geometry, groups)),
      () => sumPerChannel(g, dy),
    ];
  }),
};

/**
 * Gradient of a kernel: `wide` [batch, a, *] correlated with `narrow` [batch, b, *] over batch and
 * positions → [a/group, b, *kernel]. A convolution in which the batch plays the channels; what was the
 * stride becomes the dilation, and positions beyond the kernel are cut off.
 */
function correlate(
  g: GraphBuilder,
  wide: Value,
  narrow: Value,
  geometry: ConvGeometry,
  groups: number,
): Value {
  const { strides, dilations, kernel } = geometry;
  const turned = { ...geometry, strides: dilations, dilations: strides };
  const batches = batchPerGroup(g, wide, groups);
  return cutTo(g, g.conv(batches, swapFirst(g, narrow), null, optionsOf(turned, groups)), kernel);
}

/** [batch, group·a, *] → [a, group·batch, *] */
function batchPerGroup(g: GraphBuilder, x: Value, groups: number): Value {
  if (groups === 1) return swapFirst(g, x);
  const [batch = 1, channels = 1, ...size] = fixedShape(x);
  const each = channels / groups;
  const parts = g.reshape(x, [batch, groups, each, ...size]);
  const turned = g.transpose(parts, [2, 1, 0, ...size.map((_, i) => i + 3)]);
  return g.reshape(turned, [each, groups * batch, ...size]);
}

/** Leaves off what lies beyond `size` at the end of each spatial axis. */
function cutTo(g: GraphBuilder, x: Value, size: readonly number[]): Value {
  return size.reduce(
    (cut, rows, i) => (cut.shape[i + 2] === rows ? cut : g.slice(cut, i + 2, 0, rows)),
    x,
  );
}

function optionsOf(geometry: ConvGeometry, groups: number): ConvOptions {
  const { strides, dilations, padsBegin, padsEnd } = geometry;
  return { strides, dilations, pads: [...padsBegin, ...padsEnd], groups };
}

function swapFirst(g: GraphBuilder, x: Value): Value {
  return g.transpose(x, [1, 0, ...x.shape.slice(2).map((_, i) => i + 2)]);
}

function sumPerChannel(g: GraphBuilder, dy: Value): Value {
  return g.reduceSum(dy, [0, ...dy.shape.slice(2).map((_, i) => i + 2)]);
}

function spatial(value: Value): number[] {
  return fixedShape(value).slice(2);
}
