import { gzipSync } from 'node:zlib';
import { encode } from '@lookout/shared/protocol/codec';
import { expect, test } from 'vitest';
import { commandResult, raised } from '../alert/records.fixture.ts';
import { keptPayloadBytes } from './dead-letter.ts';
import { decodeEvents } from './decode-events.ts';
import { message } from './message.fixture.ts';

const address = { site: 'plant', device: 'pump-1' };
const receive = (payload: Uint8Array | string) =>
  decodeEvents(message('events', address, Buffer.from(payload), 5000));
const send = (records: unknown[]) =>
  receive(encode('events', { queueId: 'q1', records: records as [unknown] }));

test('a record keeps its key, its times and itself', () => {
  const record = raised({ seq: 7, at: 1000, clockOffsetMs: -300 });
  const { events, deadLetters } = send([record]);
  expect(deadLetters).toEqual([]);
  expect(events).toEqual([
    expect.objectContaining({
      address,
      queueId: 'q1',
      seq: 7,
      type: 'raised',
      stream: 'loop',
      alertId: record.alertId,
      at: 1000,
      correctedAt: 700,
      receivedAt: 5000,
      json: JSON.stringify(record),
      record,
    }),
  ]);
});

test('a type of a newer agent is kept as it is', () => {
  const { events } = send([{ type: 'drift', seq: 3, at: 10, extra: { a: [1] } }]);
  expect(events).toMatchObject([{ type: 'drift', seq: 3, at: 10, record: null, alertId: null }]);
  expect(events[0]?.json).toContain('"extra":{"a":[1]}');
});

test('a field of a newer agent does no harm', () => {
  expect(send([{ ...commandResult({ seq: 1 }), novel: 1 }]).events).toHaveLength(1);
});

test.each<[string, unknown, string, number | null]>([
  ['a known type with a field missing', { ...raised({ seq: 4 }), score: undefined }, 'score', 4],
  ['a value out of bounds', { ...raised({ seq: 4 }), stream: '../etc' }, 'stream', 4],
  ['no type', { seq: 9, at: 1 }, 'type', 9],
  ['an unknown type without a time', { type: 'drift', seq: 2 }, 'at', 2],
  ['no number', { ...raised({ seq: 1 }), seq: 0 }, 'seq', null],
  ['no object', 'raised', 'record', null],
  ['null', null, 'record', null],
])('%s is a dead letter and blocks no other', (_, bad, field, seq) => {
  const { events, deadLetters } = send([raised({ seq: 100 }), bad, raised({ seq: 101 })]);
  expect(events.map((event) => event.seq)).toEqual([100, 101]);
  expect(deadLetters).toMatchObject([{ code: 'badRecord', device: 'pump-1', receivedAt: 5000 }]);
  expect(deadLetters[0]?.reason).toContain(field);
  expect(deadLetters[0]?.delivery?.seq ?? null).toBe(seq);
});

test.each<[string, Uint8Array | string, string]>([
  ['no JSON', 'hello', 'notJson'],
  ['cut JSON', '{"queueId":"q","records":[', 'notJson'],
  ['nothing', '', 'notJson'],
  ['no records', '{"queueId":"q","records":[]}', 'schema'],
  ['half a gzip', gzipSync('{}').subarray(0, 12), 'badGzip'],
  ['a gzip bomb', gzipSync(Buffer.alloc(32 * 1024 * 1024)), 'tooLarge'],
  ['an oversized payload', Buffer.alloc(256 * 1024 + 1, 0x20), 'tooLarge'],
])('%s is one dead letter', (_, payload, code) => {
  const { events, deadLetters } = receive(payload);
  expect(events).toEqual([]);
  expect(deadLetters).toMatchObject([{ code, payloadBytes: payload.length, delivery: null }]);
  expect(deadLetters[0]?.payload.length).toBeLessThanOrEqual(keptPayloadBytes);
});

test('a record nested past the stack is a dead letter', () => {
  const depth = 50_000;
  const deep = `${'['.repeat(depth)}${']'.repeat(depth)}`;
  const text = `{"queueId":"q","records":[{"type":"new","seq":1,"at":1,"x":${deep}},{"type":"new","seq":2,"at":1}]}`;
  const { events, deadLetters } = receive(gzipSync(text));
  expect(deadLetters).toMatchObject([{ code: 'badRecord', delivery: { seq: 1 } }]);
  expect(events).toMatchObject([{ seq: 2 }]);
});

test('a reason that the database could not hold is made fit', () => {
  const { deadLetters } = send([{ ...raised({ seq: 1 }), type: '\0', at: 'x' }]);
  expect(deadLetters[0]?.reason).not.toContain('\0');
});
