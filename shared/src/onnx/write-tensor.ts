import { create } from '@bufbuild/protobuf';
import { type TensorProto, TensorProtoSchema } from 'onnx-buf';
import { ELEMENT_TYPES, type Value } from './value.ts';

/** A constant as the file holds it, its numbers copied: `data` may be a view into a larger buffer. */
export function writeTensor({ name, type, shape, data }: Value): TensorProto {
  const bytes = data ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : [];
  return create(TensorProtoSchema, {
    name,
    dataType: ELEMENT_TYPES[type].code,
    dims: shape.map((dim) => BigInt(dim)),
    rawData: Uint8Array.from(bytes),
  });
}
