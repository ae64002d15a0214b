import { decode, PayloadError } from '@lookout/shared/protocol/codec';
import { EventRecord, UnknownRecord } from '@lookout/shared/protocol/records';
import { z } from 'zod';
import { type DeadLetter, deadMessage, deadRecord } from './dead-letter.ts';
import type { Delivery, Message } from './message.ts';
import { toJson } from './to-json.ts';

/** One record, ready to be stored. */
export interface ReceivedEvent extends Delivery {
  readonly topic: string;
  readonly type: string;
  readonly at: number;
  /** `at`, moved by what the device found its clock to be wrong. */
  readonly correctedAt: number;
  readonly stream: string | null;
  /** Of an alert or a sensor fault. */
  readonly alertId: string | null;
  /** As it came. */
  readonly json: string;
  /** Null where this hub does not know the type. */
  readonly record: EventRecord | null;
}

export interface DecodedEvents {
  readonly events: readonly ReceivedEvent[];
  readonly deadLetters: readonly DeadLetter[];
}

const knownTypes: ReadonlySet<string> = new Set(
  EventRecord.options.map((option) => option.shape.type.value),
);
const Typed = z.object({ type: z.string() });
const Numbered = z.object({ seq: z.int().min(1) });
const latestTimeMs = 8_640_000_000_000_000;

/** Never throws: what cannot be read becomes a dead letter, and the rest goes on. */
export function decodeEvents(message: Message): DecodedEvents {
  const events: ReceivedEvent[] = [];
  const deadLetters: DeadLetter[] = [];
  try {
    const { queueId, records } = decode('events', message.payload);
    for (const raw of records) {
      const decoded = decodeRecord(message, queueId, raw);
      if ('code' in decoded) deadLetters.push(decoded);
      else events.push(decoded);
    }
  } catch (error) {
    if (!(error instanceof PayloadError)) throw error;
    deadLetters.push(deadMessage(message, error.code, error.message));
  }
  return { events, deadLetters };
}

function decodeRecord(message: Message, queueId: string, raw: unknown): ReceivedEvent | DeadLetter {
  const numbered = Numbered.safeParse(raw);
  const delivery = numbered.success ? deliveryOf(message, queueId, numbered.data.seq) : null;
  const json = toJson(raw);
  if (json === null)
    return deadRecord(message, 'badRecord', 'record is nested too deeply', '', delivery);
  const typed = Typed.safeParse(raw);
  const known = typed.success && knownTypes.has(typed.data.type);
  const parsed = known ? parseKnown(raw) : parseUnknown(raw);
  if (typeof parsed === 'string' || delivery === null) {
    const reason = typeof parsed === 'string' ? parsed : 'seq: expected a number of its own';
    return deadRecord(message, 'badRecord', reason, json, delivery);
  }
  return { ...delivery, topic: message.topic, json, ...parsed };
}

type Parsed = Omit<ReceivedEvent, keyof Delivery | 'topic' | 'json'>;

/** The reason, where it is not of its schema. */
function parseKnown(raw: unknown): Parsed | string {
  const result = EventRecord.safeParse(raw);
  if (!result.success) return firstIssue(result.error);
  const record = result.data;
  return {
    type: record.type,
    at: record.at,
    correctedAt: Math.min(latestTimeMs, Math.max(0, record.at + (record.clockOffsetMs ?? 0))),
    stream: 'stream' in record ? record.stream : null,
    alertId: alertIdOf(record),
    record,
  };
}

function parseUnknown(raw: unknown): Parsed | string {
  const result = UnknownRecord.safeParse(raw);
  if (!result.success) return firstIssue(result.error);
  const { type, at } = result.data;
  return { type, at, correctedAt: at, stream: null, alertId: null, record: null };
}

function alertIdOf(record: EventRecord): string | null {
  if ('alertId' in record) return record.alertId;
  return 'faultId' in record ? record.faultId : null;
}

const deliveryOf = (message: Message, queueId: string, seq: number): Delivery => ({
  address: message.address,
  queueId,
  seq,
  receivedAt: message.receivedAt,
});

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  return `${issue?.path.join('.') || 'record'}: ${issue?.message}`;
}
