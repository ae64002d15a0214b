import { expect, test } from 'vitest';
import { decode, encode } from './codec.ts';
import { messageKinds, messages, parseTopic, topicOf } from './messages.ts';

test.each(messageKinds)('the topic of %s leads back to it', (kind) => {
  const address = { site: 'plant-a', device: 'pump-1' };
  const parts = messages[kind].topic.includes('+') ? ['0b1e-7', '12'] : [];
  expect(parseTopic(topicOf(kind, address, parts))).toEqual({ ...address, kind, parts });
});

test.each([
  'lookout/v2/plant-a/pump-1/events',
  'lookout/v1/plant-a/pump-1/nothing',
  'lookout/v1/plant-a',
  'lookout/v1/plant-a/pump-1/capture/+/+',
  'lookout/v1/plant-a/pump-1/capture/0b1e-7',
  'lookout/v1/plant-a/pump-1/capture/0b1e-7/1/2',
  'lookout/v1/_hub/hub/status',
  'lookout/v1/plant a/pump-1/status',
  '',
])('%j is no topic of ours', (topic) => expect(parseTopic(topic)).toBeNull());

test('a large message travels as gzip and comes back whole', () => {
  const ranges = Array.from({ length: 500 }, (_, i): [number, number] => [2 * i + 1, 2 * i + 1]);
  const bytes = encode('eventsAck', { queueId: 'q', ranges });
  expect([bytes[0], bytes[1]]).toEqual([0x1f, 0x8b]);
  expect(decode('eventsAck', bytes).ranges).toEqual(ranges);
});

test.each([
  ['notJson', Buffer.from('{"queueId":')],
  ['notJson', Buffer.from([0xff, 0xfe, 0x00])],
  ['badGzip', Buffer.from([0x1f, 0x8b, 1, 2, 3])],
  ['schema', Buffer.from('{"queueId":"q"}')],
  ['tooLarge', Buffer.alloc(256 * 1024 + 1, 0x20)],
])('a bad payload is refused as %s', (code, payload) => {
  expect(() => decode('eventsAck', payload)).toThrow(expect.objectContaining({ code }));
});

test('a payload that unpacks to something vast is refused', async () => {
  const { gzipSync } = await import('node:zlib');
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
  expect(() => decode('events', bomb)).toThrow(expect.objectContaining({ code: 'tooLarge' }));
});
