import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { type CaptureChunk, maxBlockBytes } from '@lookout/shared/protocol/capture';
import { unpackColumns } from '@lookout/shared/table/packed-columns';

/** Columns beside the channels: `at` and `sourceAt`. */
const ownColumns = 2;

/** The block's bytes, once they are what the chunk says. @throws Error in words */
export function bodyOf({ data, sha256, rows, channels }: CaptureChunk): Buffer {
  const body = Buffer.from(data, 'base64');
  if (createHash('sha256').update(body).digest('hex') !== sha256)
    throw new Error('the bytes do not have the SHA-256 that the chunk states');
  if (rows === 0) return body;
  const columns = blockColumns(body);
  if (columns.length !== channels.length + ownColumns || columns[0]?.length !== rows)
    throw new Error('the block does not have the rows and channels that the chunk states');
  return body;
}

/** @throws Error where the body is not what an agent sends */
export const blockColumns = (body: Uint8Array): Float64Array[] =>
  unpackColumns(gunzipSync(body, { maxOutputLength: maxBlockBytes }));
