import { TensorProto_DataType } from 'onnx-buf';

/** Element types by the names that onnxruntime gives its tensors. */
export const ELEMENT_TYPES = {
  float32: { code: TensorProto_DataType.FLOAT, bytes: 4 },
  float64: { code: TensorProto_DataType.DOUBLE, bytes: 8 },
  float16: { code: TensorProto_DataType.FLOAT16, bytes: 2 },
  int64: { code: TensorProto_DataType.INT64, bytes: 8 },
  int32: { code: TensorProto_DataType.INT32, bytes: 4 },
  int8: { code: TensorProto_DataType.INT8, bytes: 1 },
  uint8: { code: TensorProto_DataType.UINT8, bytes: 1 },
  bool: { code: TensorProto_DataType.BOOL, bytes: 1 },
} as const;
export type ElementType = keyof typeof ELEMENT_TYPES;

/** A fixed size, or the name of one that is only known at run time (`'batch'`). */
export type Dim = number | string;
export type Shape = readonly Dim[];

export type TensorData =
  | Float32Array
  | Float64Array
  | Uint16Array
  | BigInt64Array
  | Int32Array
  | Int8Array
  | Uint8Array;

/** One tensor of a graph: an input, a constant, or what a node computes. */
export interface Value {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: Shape;
  /** Present when the value is a constant; row-major. */
  readonly data?: TensorData;
}

export function elementTypeOf(data: TensorData): ElementType {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof Float64Array) return 'float64';
  if (data instanceof Uint16Array) return 'float16';
  if (data instanceof BigInt64Array) return 'int64';
  if (data instanceof Int32Array) return 'int32';
  return data instanceof Int8Array ? 'int8' : 'uint8';
}

export function elementTypeOfCode(code: number): ElementType | undefined {
  for (const [type, { code: own }] of Object.entries(ELEMENT_TYPES)) {
    if (own === code && isElementType(type)) return type;
  }
  return undefined;
}

function isElementType(name: string): name is ElementType {
  return name in ELEMENT_TYPES;
}

/** Number of elements, or null where a dimension is only known at run time. */
export function elementCount(shape: Shape): number | null {
  let count = 1;
  for (const dim of shape) {
    if (typeof dim === 'string') return null;
    count *= dim;
  }
  return count;
}

export function showShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}
