import { intAttribute } from './attribute.ts';
import { OnnxError } from './error.ts';
import { constantInts, type Infer, need, optionalInts } from './operands.ts';
import { normalizeAxis, sliceLength } from './shape.ts';
import type { Dim } from './value.ts';

/** Exporters write "to the end" as the largest number of int32 or int64. */
const TO_THE_END = 2 ** 31 - 1;

export const inferSlice: Infer = (inputs) => {
  const { type, shape } = need(inputs, 0);
  const starts = constantInts(inputs, 1);
  const ends = constantInts(inputs, 2);
  const axes = optionalInts(inputs, 3) ?? starts.map((_, i) => i);
  const steps = optionalInts(inputs, 4) ?? starts.map(() => 1);
  const cut: Dim[] = [...shape];
  axes.forEach((axis, i) => {
    const at = normalizeAxis(axis, shape.length);
    const [start = 0, end = TO_THE_END, step = 1] = [starts[i], ends[i], steps[i]];
    cut[at] = cutDim(shape[at] ?? 0, start, end, step);
  });
  return [{ type, shape: cut }];
};

function cutDim(size: Dim, start: number, end: number, step: number): Dim {
  if (typeof size === 'number') return sliceLength(size, start, end, step);
  if (start === 0 && end >= TO_THE_END && step === 1) return size;
  throw new OnnxError('shape', 'cannot slice a dimension whose size is only known at run time');
}

/** By the sizes of the parts, or into equal ones of which the last may be smaller. */
export const inferSplit: Infer = (inputs, attributes, count) => {
  const { type, shape } = need(inputs, 0);
  const axis = normalizeAxis(intAttribute(attributes, 'axis', 0), shape.length);
  const given = optionalInts(inputs, 1);
  if (given) return given.map((size) => ({ type, shape: shape.with(axis, size) }));
  const parts = intAttribute(attributes, 'num_outputs', count ?? 0);
  const whole = shape[axis];
  const size = typeof whole === 'number' ? Math.ceil(whole / parts) : 0;
  if (typeof whole !== 'number' || parts < 1 || size * (parts - 1) >= whole) {
    throw new OnnxError('shape', `cannot split ${whole} into ${parts} parts`);
  }
  return Array.from({ length: parts }, (_, i) => ({
    type,
    shape: shape.with(axis, Math.min(size, whole - i * size)),
  }));
};
