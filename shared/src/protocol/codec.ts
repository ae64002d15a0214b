import { gunzipSync, gzipSync } from 'node:zlib';
import { Block } from './blocks.ts';
import { type MessageKind, type MessageOf, maxPayloadBytes, messages } from './messages.ts';

const gzipAboveBytes = 1024;
/** A small payload may unpack to something vast; this is the most that any message needs. */
const maxUnpackedBytes = 4 * 1024 * 1024;

export type PayloadErrorCode = 'tooLarge' | 'badGzip' | 'notJson' | 'schema';

export class PayloadError extends Error {
  override readonly name = 'PayloadError';
  constructor(
    readonly code: PayloadErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** JSON in UTF-8, or bytes as they are; gzip above 1 KiB; the first two bytes (1f 8b) tell. */
export function encode<K extends MessageKind>(_kind: K, message: MessageOf<K>): Buffer {
  if (message instanceof Uint8Array) return encodeBytes(message);
  const json = Buffer.from(JSON.stringify(message));
  return json.length > gzipAboveBytes ? gzipSync(json, { level: 5 }) : json;
}

/** Packed where that is shorter, and where the bytes themselves would be taken for gzip. */
function encodeBytes(bytes: Uint8Array): Buffer {
  const packed = gzipSync(bytes, { level: 5 });
  return packed.length < bytes.length || isGzip(bytes) ? packed : Buffer.from(bytes);
}

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** @throws PayloadError when the payload is too large, not gzip, not JSON or not of the schema. */
export function decode<K extends MessageKind>(kind: K, payload: Uint8Array): MessageOf<K> {
  const content = unpack(payload);
  const { schema } = messages[kind];
  const result = schema.safeParse(schema === Block ? content : parseJson(content));
  if (result.success) return result.data as MessageOf<K>;
  const issue = result.error.issues[0];
  const where = issue?.path.join('.') || 'payload';
  throw new PayloadError('schema', `${messages[kind].topic}: ${where}: ${issue?.message}`);
}

function unpack(payload: Uint8Array): Uint8Array {
  if (payload.length > maxPayloadBytes)
    throw new PayloadError(
      'tooLarge',
      `payload of ${payload.length} bytes, at most ${maxPayloadBytes} are taken`,
    );
  if (!isGzip(payload)) return payload;
  try {
    return gunzipSync(payload, { maxOutputLength: maxUnpackedBytes });
  } catch (error) {
    const tooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw tooLarge
      ? new PayloadError('tooLarge', `payload unpacks to more than ${maxUnpackedBytes} bytes`)
      : new PayloadError('badGzip', 'payload begins like gzip but cannot be unpacked');
  }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new PayloadError('notJson', 'payload is not JSON in UTF-8');
  }
}
