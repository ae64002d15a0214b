import type { Delivery, Message } from './message.ts';

export type DeadLetterCode =
  | 'tooLarge' // packed or unpacked
  | 'badGzip'
  | 'notJson'
  | 'schema' // the message is not of its schema
  | 'badRecord' // one record of it is not
  | 'badBlock' // one block of scores is not
  | 'rejected' // the database does not take its values
  | 'notAMember'; // unknown, revoked, or enrolled at another site

/** What could not be understood, kept for people to look at. */
export interface DeadLetter {
  readonly device: string;
  readonly topic: string;
  readonly code: DeadLetterCode;
  /** One sentence that names the field. */
  readonly reason: string;
  /** The first bytes of the message, or of the record as JSON. */
  readonly payload: Uint8Array;
  /** Of the whole. */
  readonly payloadBytes: number;
  readonly receivedAt: number;
  /** Where the record has a number: it is acknowledged, or the device would send it for ever. */
  readonly delivery: Delivery | null;
}

export const keptPayloadBytes = 4096;

export function deadMessage(message: Message, code: DeadLetterCode, reason: string): DeadLetter {
  return {
    device: message.address.device,
    topic: message.topic,
    code,
    reason: storable(reason),
    payload: message.payload.slice(0, keptPayloadBytes),
    payloadBytes: message.payload.length,
    receivedAt: message.receivedAt,
    delivery: null,
  };
}

export function deadRecord(
  message: Pick<Message, 'address' | 'topic' | 'receivedAt'>,
  code: DeadLetterCode,
  reason: string,
  json: string,
  delivery: Delivery | null,
): DeadLetter {
  const bytes = Buffer.from(json);
  return {
    device: message.address.device,
    topic: message.topic,
    code,
    reason: storable(reason),
    payload: bytes.subarray(0, keptPayloadBytes),
    payloadBytes: bytes.length,
    receivedAt: message.receivedAt,
    delivery,
  };
}

/** PostgreSQL's text holds neither NUL nor half a surrogate pair. */
export const storable = (text: string): string =>
  text.toWellFormed().replaceAll('\0', '\ufffd').slice(0, 500);

export const deliveriesOf = (letters: readonly DeadLetter[]): Delivery[] =>
  letters.flatMap(({ delivery }) => delivery ?? []);
