import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import { type ModelProto, ModelProtoSchema } from 'onnx-buf';
import { loadExternalData } from './external-data.ts';
import { ImportError, unreadable } from './import-error.ts';

/** Of the model and of all files that its weights lie in, together. Far more than a device can load. */
export const maxImportBytes = 256 * 1024 ** 2;

/**
 * Reads an ONNX file with the weights that lie beside it. Nothing is computed; what is read is bounded.
 * @throws ImportError `unreadable`, `outside`, `malformed`, `too_large`
 */
export async function readModelFile(path: string, limit = maxImportBytes): Promise<ModelProto> {
  const { size } = await stat(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  if (size > limit)
    throw new ImportError('too_large', `${path} has ${size} bytes; at most ${limit} are taken`);
  const bytes = await readFile(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  const model = parse(path, bytes);
  if (!model.graph || model.graph.node.length === 0)
    throw new ImportError('malformed', `${path} is not an ONNX model, or its graph is empty`);
  await loadExternalData(model, dirname(path), limit - size);
  return model;
}

function parse(path: string, bytes: Uint8Array): ModelProto {
  try {
    return fromBinary(ModelProtoSchema, bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ImportError(
      'malformed',
      `${path} is not a whole ONNX file (${reason}): it is truncated or of another format; ` +
        'export the model as ONNX again, or fetch it again',
    );
  }
}
