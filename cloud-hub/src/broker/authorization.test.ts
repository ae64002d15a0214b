import {
  maxPayloadBytes,
  messageKinds,
  messages,
  topicOf,
} from '@lookout/shared/protocol/messages';
import { expect, test } from 'vitest';
import { type Principal, refuseClientId, refusePublish, refuseSubscribe } from './authorization.ts';

const pump: Principal = { kind: 'device', site: 'plant-a', device: 'pump-1' };
const hub: Principal = { kind: 'hub' };

test.each(messageKinds)(
  '%s: only its sender may publish it, only its receiver subscribe to it',
  (kind) => {
    const { from, retain } = messages[kind];
    const topic = topicOf(kind, pump, ['a1', '0']);
    const asDevice = refusePublish(pump, { topic, retain, payloadBytes: 10 });
    expect(asDevice === null).toBe(from === 'device');
    expect(refuseSubscribe(pump, topicOf(kind, pump)) === null).toBe(from === 'hub');
    expect(refusePublish(hub, { topic, retain, payloadBytes: 10 })).toBeNull();
    expect(refuseSubscribe(hub, topic)).toBeNull();
  },
);

test.each(messageKinds)('%s of another device is neither published nor heard', (kind) => {
  for (const other of [
    { site: 'plant-a', device: 'pump-2' },
    { site: 'plant-b', device: 'pump-1' },
  ]) {
    const topic = topicOf(kind, other, ['a1', '0']);
    const publication = { topic, retain: messages[kind].retain, payloadBytes: 10 };
    expect(refusePublish(pump, publication)).not.toBeNull();
    expect(refuseSubscribe(pump, topic)).not.toBeNull();
  }
});

test.each([
  ['another protocol version', 'lookout/v2/plant-a/pump-1/events', false, 10],
  ['nothing of the table', 'lookout/v1/plant-a/pump-1/else', false, 10],
  ['the hub status', 'lookout/v1/_hub/hub/status', true, 10],
  ['an event as retained', 'lookout/v1/plant-a/pump-1/events', true, 10],
  ['a status that is not retained', 'lookout/v1/plant-a/pump-1/status', false, 10],
  ['too large', 'lookout/v1/plant-a/pump-1/events', false, maxPayloadBytes + 1],
  ["the broker's own", '$SYS/broker', false, 1],
])('a device does not publish: %s', (_what, topic, retain, payloadBytes) => {
  expect(refusePublish(pump, { topic, retain, payloadBytes })).not.toBeNull();
});

test.each([
  '#',
  '+/+/+/+/desired',
  'lookout/v1/plant-a/pump-1/#',
  'lookout/v1/plant-a/+/desired',
  'lookout/v1/+/pump-1/desired',
  '$share/pumps/lookout/v1/plant-a/pump-1/desired',
  '$SYS/#',
])('a device does not subscribe to %s', (filter) => {
  expect(refuseSubscribe(pump, filter)).not.toBeNull();
});

test('a device hears whether a hub is there', () => {
  expect(refuseSubscribe(pump, 'lookout/v1/_hub/+/status')).toBeNull();
});

test('not even the hub gets a shared subscription, which this broker would take and never serve', () => {
  expect(refuseSubscribe(hub, '$share/hubs/lookout/v1/+/+/events')).not.toBeNull();
});

test.each([
  ['pump-1', true],
  ['pump-1:spare', true],
  ['pump-10', false],
  ['pump', false],
  ['lookout-hub-hub', false],
  ['', false],
])('client id %j of device pump-1: allowed %s', (clientId, allowed) => {
  expect(refuseClientId(pump, clientId) === null).toBe(allowed);
});
