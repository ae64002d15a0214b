import { fromBinary } from '@bufbuild/protobuf';
import { type ModelProto, ModelProtoSchema } from 'onnx-buf';
import { OnnxError } from './error.ts';

/** The file as protobuf has it. @throws OnnxError `malformed` */
export function parseModel(bytes: Uint8Array): ModelProto {
  try {
    return fromBinary(ModelProtoSchema, bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new OnnxError('malformed', `this is not a whole ONNX file (${reason}): fetch it again`);
  }
}
