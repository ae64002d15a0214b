import type { Attributes } from '@lookout/shared/onnx/attribute';
import type { Dim, Shape, Value } from '@lookout/shared/onnx/value';
import type { SizeList } from './size.ts';

/** What is known of a value of the source graph once everything before it has been written anew. */
export type Traced =
  /** Computed by a node of the new graph, or a constant (`value.data`). */
  | { readonly kind: 'tensor'; readonly value: Value }
  /** Sizes of which one at least counts windows: gone once they are used. */
  | { readonly kind: 'sizes'; readonly list: SizeList }
  /** One number everywhere, over a shape that counts windows. */
  | { readonly kind: 'filled'; readonly fill: number; readonly shape: Shape }
  /** Random numbers with mean 0, or what is in proportion to them. */
  | { readonly kind: 'noise'; readonly shape: Shape };

/** A node with its operands; null where one is left out. */
export interface Call {
  readonly op: string;
  readonly inputs: readonly (Traced | null)[];
  readonly attributes: Attributes;
  /** How many of its outputs have a name. */
  readonly outputs: number;
}

export const tensor = (value: Value): Traced => ({ kind: 'tensor', value });

export function shapeOf(traced: Traced): Shape {
  if (traced.kind === 'tensor') return traced.value.shape;
  return traced.kind === 'sizes' ? traced.list.shape : traced.shape;
}

export const isConstant = (
  traced: Traced | null,
): traced is Traced & { kind: 'tensor'; value: Value & { data: NonNullable<Value['data']> } } =>
  traced?.kind === 'tensor' && traced.value.data !== undefined;

/** The batch of the new graph: how many windows, known only at run time. */
export const batchDim: Dim = 'batch';
