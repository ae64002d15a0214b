import type { Attributes } from './attribute.ts';
import { OnnxError } from './error.ts';
import type { ElementType, Shape, Value } from './value.ts';

/** An input that a node leaves out is null. */
export type Inputs = readonly (Value | null)[];
export interface Inferred {
  readonly type: ElementType;
  readonly shape: Shape;
}
/** Types and shapes of a node's outputs; `count` is how many the node names, where that is known. */
export type Infer = (inputs: Inputs, attributes: Attributes, count?: number) => readonly Inferred[];

/** Sizes must be constants: what only the data decides cannot be budgeted (and could ask for any amount). */
export function constantInts(inputs: Inputs, at: number): readonly number[] {
  const value = need(inputs, at);
  if (!(value.data instanceof BigInt64Array)) {
    throw new OnnxError('unsupported', `"${value.name}" must be a constant of int64`);
  }
  return Array.from(value.data, Number);
}

/** As `constantInts`, for scale factors. */
export function constantFloats(inputs: Inputs, at: number): readonly number[] {
  const value = need(inputs, at);
  if (!(value.data instanceof Float32Array)) {
    throw new OnnxError('unsupported', `"${value.name}" must be a constant of float32`);
  }
  return Array.from(value.data);
}

/** The numbers of an input that may be left out: as an absent input or as an empty list. */
export function optionalInts(inputs: Inputs, at: number): readonly number[] | null {
  const numbers = inputs[at] ? constantInts(inputs, at) : [];
  return numbers.length > 0 ? numbers : null;
}

export function need(inputs: Inputs, at: number): Value {
  const value = inputs[at];
  if (!value) throw new OnnxError('structure', `input ${at} is missing`);
  return value;
}
