import { expect, test } from 'vitest';
import { Delivery } from './delivery.ts';

const row = (seq: number) => ({ seq, at: 0, bytes: 1, body: '{}' });

test('what was waiting is replayed up to the boundary, what comes later is live', () => {
  const delivery = new Delivery(10);
  expect(delivery.span('replayed')).toEqual([0, 10]);
  expect(delivery.span('live')).toEqual([10, Number.MAX_SAFE_INTEGER]);
  delivery.sent('replayed', [row(3), row(7)], 0);
  delivery.sent('live', [row(11)], 0);
  expect(delivery.span('replayed')).toEqual([7, 10]);
  expect(delivery.span('live')[0]).toBe(11);
});

test('a message is in flight until the broker has it and the hub has stored it', () => {
  const delivery = new Delivery(0);
  const atBroker = delivery.sent('live', [row(1), row(2)], 0);
  delivery.acknowledged([[1, 2]]);
  expect(delivery.inFlight).toBe(1);
  atBroker();
  expect(delivery.inFlight).toBe(0);

  delivery.sent('live', [row(3), row(4)], 0)();
  delivery.acknowledged([[3, 3]]);
  expect(delivery.inFlight).toBe(1);
  delivery.acknowledged([[4, 9]]);
  expect(delivery.inFlight).toBe(0);
});

test('without an acknowledgement it goes back to the first missing row, and waits longer each time', () => {
  const delivery = new Delivery(0);
  delivery.sent('live', [row(1), row(2)], 0)();
  delivery.sent('live', [row(3)], 5_000)();
  delivery.acknowledged([[1, 1]]);
  expect(delivery.takeBackOverdue(19_999)).toBe(0);
  expect(delivery.takeBackOverdue(20_000)).toBe(2);
  expect(delivery.span('live')[0]).toBe(1);
  expect(delivery.inFlight).toBe(0);

  delivery.sent('live', [row(2), row(3)], 20_000)();
  expect(delivery.takeBackOverdue(59_999)).toBe(0);
  expect(delivery.takeBackOverdue(60_000)).toBe(1);
});

test('one age going back leaves the other alone', () => {
  const delivery = new Delivery(5);
  delivery.sent('replayed', [row(2)], 0)();
  delivery.sent('live', [row(6)], 19_000)();
  expect(delivery.takeBackOverdue(20_000)).toBe(1);
  expect(delivery.span('replayed')[0]).toBe(1);
  expect(delivery.span('live')[0]).toBe(6);
});
