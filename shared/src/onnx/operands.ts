import type { Attributes } from './attribute.ts';
import { OnnxError } from './error.ts';
import type { ElementType, Shape, Value } from './value.ts';

/** An input that a node leaves out is null. */
export type Inputs = readonly (Value | null)[];
export interface Inferred {
  readonly type: ElementType;
  readonly shape: Shape;
}
/** Types and shapes of a node's outputs. */
export type Infer = (inputs: Inputs, attributes: Attributes) => readonly Inferred[];

/** Sizes must be constants: what only the data decides cannot be budgeted (and could ask for any amount). */
export function constantInts(inputs: Inputs, at: number): readonly number[] {
  const value = need(inputs, at);
  if (!(value.data instanceof BigInt64Array)) {
    throw new OnnxError('unsupported', `"${value.name}" must be a constant of int64`);
  }
  return Array.from(value.data, Number);
}

export function need(inputs: Inputs, at: number): Value {
  const value = inputs[at];
  if (!value) throw new OnnxError('structure', `input ${at} is missing`);
  return value;
}
