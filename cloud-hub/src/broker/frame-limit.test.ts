import { expect, test } from 'vitest';
import { FrameLimit } from './frame-limit.ts';

const publish = (bodyBytes: number, lengthBytes: readonly number[]): Uint8Array =>
  Uint8Array.from([0x30, ...lengthBytes, ...new Uint8Array(bodyBytes)]);

test.each([
  ['an empty body', publish(0, [0]), true],
  ['one byte of length', publish(127, [127]), true],
  ['two bytes of length', publish(128, [0x80, 1]), true],
  ['exactly the limit', publish(200, [0xc8, 1]), true],
  ['one more than the limit', publish(0, [0xc9, 1]), false],
  ['the most that MQTT can say', Uint8Array.of(0x30, 0xff, 0xff, 0xff, 0x7f), false],
  ['a length that never ends', Uint8Array.of(0x30, 0x80, 0x80, 0x80, 0x80), false],
])('%s', (_name, bytes, admitted) => {
  expect(new FrameLimit(200).admit(bytes)).toBe(admitted);
  // However the network cuts the stream.
  const bytewise = new FrameLimit(200);
  expect(bytes.every((_, i) => bytewise.admit(bytes.subarray(i, i + 1)))).toBe(admitted);
});

test('the length of every packet counts, not of the first alone', () => {
  const limit = new FrameLimit(200);
  expect(limit.admit(publish(128, [0x80, 1]))).toBe(true);
  expect(limit.admit(Uint8Array.of(0x30, 0xff, 0x7f))).toBe(false);
});
