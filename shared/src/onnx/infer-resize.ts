import { type Attributes, intsAttribute, stringAttribute } from './attribute.ts';
import { OnnxError } from './error.ts';
import { constantFloats, type Infer, type Inputs, need, optionalInts } from './operands.ts';
import { normalizeAxis } from './shape.ts';
import type { Dim } from './value.ts';

/** How far one axis is stretched: `scale` is the one to compute positions with. */
export interface AxisScale {
  readonly size: Dim;
  readonly scale: number;
}

/** Per axis of x, from Resize's constant `scales` or `sizes`. */
export function resizeAxes(inputs: Inputs, attributes: Attributes): readonly AxisScale[] {
  const { shape } = need(inputs, 0);
  const policy = stringAttribute(attributes, 'keep_aspect_ratio_policy') ?? 'stretch';
  if (policy !== 'stretch') throw new OnnxError('unsupported', `Resize that is to ${policy}`);
  const listed = intsAttribute(attributes, 'axes') ?? shape.map((_, i) => i);
  const axes = listed.map((axis) => normalizeAxis(axis, shape.length));
  const sizes = optionalInts(inputs, 3);
  const scales = sizes ?? constantFloats(inputs, 2);
  if (scales.length !== axes.length) {
    throw new OnnxError('shape', `Resize of ${axes.length} axes by ${scales.length} numbers`);
  }
  return shape.map((dim, axis) => {
    const given = scales[axes.indexOf(axis)];
    if (given === undefined) return { size: dim, scale: 1 };
    return sizes ? toSize(dim, given) : byScale(dim, given);
  });
}

function toSize(dim: Dim, size: number): AxisScale {
  return { size, scale: typeof dim === 'number' ? size / dim : 1 };
}

function byScale(dim: Dim, scale: number): AxisScale {
  if (typeof dim === 'number') return { size: Math.floor(dim * scale), scale };
  if (scale === 1) return { size: dim, scale };
  throw new OnnxError('shape', `cannot stretch "${dim}", a size only known at run time`);
}

export const INFER_RESIZE: Readonly<Record<string, Infer>> = {
  Resize: (inputs, attributes) => [
    {
      type: need(inputs, 0).type,
      shape: resizeAxes(inputs, attributes).map(({ size }) => size),
    },
  ],
};
