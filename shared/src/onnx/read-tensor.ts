import { type TensorProto, TensorProto_DataLocation } from 'onnx-buf';
import { OnnxError } from './error.ts';
import {
  ELEMENT_TYPES,
  type ElementType,
  elementTypeOfCode,
  type TensorData,
  type Value,
} from './value.ts';

/**
 * A tensor of a file as a constant with its own copy of the numbers.
 * @throws OnnxError 'malformed', 'unsupported'
 */
export function readTensor(tensor: TensorProto, name = tensor.name): Value {
  if (tensor.dataLocation === TensorProto_DataLocation.EXTERNAL) {
    throw new OnnxError(
      'unsupported',
      `the weights "${name}" lie in another file: export the model with its weights inside`,
    );
  }
  const type = elementTypeOfCode(tensor.dataType);
  if (!type) {
    throw new OnnxError('unsupported', `element type ${tensor.dataType} of "${name}"`);
  }
  const shape = tensor.dims.map((dim) => readSize(dim, name));
  const count = shape.reduce((product, dim) => product * dim, 1);
  const data = tensor.rawData.length > 0 ? fromRaw(tensor, type) : fromFields(tensor, type);
  if (data?.length !== count) {
    throw new OnnxError(
      'malformed',
      `"${name}" declares ${count} numbers of ${type} and holds ${data?.length ?? 'a broken one'}: the file is damaged`,
    );
  }
  return { name, type, shape, data };
}

export function readSize(dim: bigint, name: string): number {
  if (dim < 0n || dim > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new OnnxError('malformed', `"${name}" has a dimension of ${dim}`);
  }
  return Number(dim);
}

/** Null where the bytes end within a number. */
function fromRaw({ rawData }: TensorProto, type: ElementType): TensorData | null {
  if (rawData.length % ELEMENT_TYPES[type].bytes !== 0) return null;
  // The parser hands out views of the whole file: copy, so that the numbers start at offset 0.
  const { buffer } = Uint8Array.from(rawData);
  switch (type) {
    case 'float32':
      return new Float32Array(buffer);
    case 'float64':
      return new Float64Array(buffer);
    case 'float16':
      return new Uint16Array(buffer);
    case 'int64':
      return new BigInt64Array(buffer);
    case 'int32':
      return new Int32Array(buffer);
    case 'int8':
      return new Int8Array(buffer);
    default:
      return new Uint8Array(buffer);
  }
}

/** Exporters may write numbers one by one instead of as raw bytes (onnx.proto, TensorProto). */
function fromFields(tensor: TensorProto, type: ElementType): TensorData {
  switch (type) {
    case 'float32':
      return Float32Array.from(tensor.floatData);
    case 'float64':
      return Float64Array.from(tensor.doubleData);
    case 'float16':
      return Uint16Array.from(tensor.int32Data);
    case 'int64':
      return BigInt64Array.from(tensor.int64Data);
    case 'int32':
      return Int32Array.from(tensor.int32Data);
    case 'int8':
      return Int8Array.from(tensor.int32Data);
    default:
      return Uint8Array.from(tensor.int32Data);
  }
}
