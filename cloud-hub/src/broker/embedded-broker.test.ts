import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { maxPayloadBytes, topicOf } from '@lookout/shared/protocol/messages';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { testConfig } from '../config/config.fixture.ts';
import { EmbeddedBroker } from './embedded-broker.ts';
import { HubMqttClient } from './hub-mqtt-client.ts';
import { closed, nextPayload } from './mqtt-client.fixture.ts';

const pump = { site: 'plant-a', device: 'pump-1' };
const secrets: Readonly<Record<string, string>> = { 'pump-1': 'secret-1', 'pump-2': 'secret-2' };

const urlOf = ({ port }: EmbeddedBroker): string => `mqtt://127.0.0.1:${port}`;

let broker: EmbeddedBroker;
let hub: HubMqttClient;
let clients: MqttClient[];
/** Topics of what reached the hub, in order. */
let received: string[];

beforeEach(async () => {
  broker = new EmbeddedBroker();
  broker.admitBy({
    authenticate: async (device, secret) =>
      secrets[device] === secret.toString() ? { site: 'plant-a', device } : null,
  });
  hub = new HubMqttClient(testConfig());
  received = [];
  clients = [];
  for (const kind of ['status', 'events', 'load'] as const)
    hub.onMessage(kind, (address) => void received.push(topicOf(kind, address)));
  await hub.start(await broker.start({ kind: 'embedded', host: '127.0.0.1', port: 0, tls: null }));
});
afterEach(async () => {
  for (const client of clients) await client.endAsync(true);
  await hub.stop();
  await broker.stop();
});

async function connect(device: string, options: IClientOptions = {}): Promise<MqttClient> {
  const client = await connectAsync(urlOf(broker), {
    clientId: device,
    username: device,
    password: secrets[device],
    reconnectPeriod: 0,
    ...options,
  });
  clients.push(client);
  return client;
}

test.each<[string, IClientOptions]>([
  ['a wrong password', { password: 'secret-2' }],
  ['no credentials', { username: undefined, password: undefined }],
  ["the hub's name", { username: '_hub', password: 'secret-1' }],
  ['an unknown device', { username: 'pump-3' }],
  ["another device's client id", { clientId: 'pump-2' }],
])('is not let in: %s', async (_what, options) => {
  await expect(connect('pump-1', options)).rejects.toMatchObject({ code: 4 });
});

test('what a device may say reaches the hub', async () => {
  const device = await connect('pump-1');
  await device.publishAsync(topicOf('events', pump), '{}', { qos: 1 });
  await expect.poll(() => received).toEqual(['lookout/v1/plant-a/pump-1/events']);
});

test.each<[string, topic: string, payload: Buffer]>([
  ["another device's topic", 'lookout/v1/plant-a/pump-2/events', Buffer.from('{}')],
  ["the hub's message", 'lookout/v1/plant-a/pump-1/desired', Buffer.from('{}')],
  ['too large', 'lookout/v1/plant-a/pump-1/events', Buffer.alloc(maxPayloadBytes + 1)],
])(
  'who says what it may not is cut off, and nobody hears it: %s',
  async (_what, topic, payload) => {
    const device = await connect('pump-1');
    const cut = closed(device);
    device.publish(topic, payload, { qos: 0 });
    await cut;
    const other = await connect('pump-2');
    await other.publishAsync('lookout/v1/plant-a/pump-2/load', '{}');
    await expect.poll(() => received).toEqual(['lookout/v1/plant-a/pump-2/load']);
  },
);

test('a subscription that is not allowed is refused, and the others stand', async () => {
  const device = await connect('pump-1');
  const granted = await device
    .subscribeAsync(['#', '$share/g/lookout/v1/plant-a/pump-1/desired', topicOf('desired', pump)], {
      qos: 1,
    })
    .catch((error: Error) => error);
  expect(granted).toMatchObject({ message: expect.stringMatching(/subscribe/i) });
  const heard = nextPayload(device);
  await hub.publish('desired', pump, { generation: 7, streams: {} });
  expect(await heard).toBe('{"generation":7,"streams":{}}');
});

test("a last will is bound by the same rules: another device's status cannot be forged by dying", async () => {
  for (const device of ['pump-2', 'pump-1']) {
    const topic = `lookout/v1/plant-a/${device}/status`;
    const client = await connect('pump-1', {
      will: { topic, payload: Buffer.from('{}'), qos: 1, retain: true },
    });
    const gone = closed(client);
    client.stream.destroy();
    await gone;
  }
  await expect.poll(() => received).toEqual(['lookout/v1/plant-a/pump-1/status']);
});

test('a device that is disconnected is gone at once, and no other', async () => {
  const [one, two] = [await connect('pump-1'), await connect('pump-2')];
  const gone = closed(one);
  broker.disconnect('pump-1');
  await gone;
  expect(two.connected).toBe(true);
});

test('a packet that announces more than a message may hold is not gathered', async () => {
  const socket = connectTcp(broker.port ?? 0, '127.0.0.1');
  // CONNECT with the greatest remaining length that MQTT can say, 256 MiB.
  socket.write(Uint8Array.of(0x10, 0xff, 0xff, 0xff, 0x7f));
  await once(socket, 'close');
});

test('nobody gets in before the registry has said who may', async () => {
  const closed = new EmbeddedBroker();
  await closed.start({ kind: 'embedded', host: '127.0.0.1', port: 0, tls: null });
  await expect(
    connectAsync(urlOf(closed), { username: 'pump-1', password: 'x', reconnectPeriod: 0 }),
  ).rejects.toMatchObject({ code: 4 });
  await closed.stop();
});

test('its port is taken: says which, and what to set', async () => {
  const port = broker.port ?? 0;
  const second = new EmbeddedBroker();
  await expect(
    second.start({ kind: 'embedded', host: '127.0.0.1', port, tls: null }),
  ).rejects.toMatchObject({
    code: 'portTaken',
    message: `Port ${port} is taken; set LOOKOUT_MQTT_PORT to a free one.`,
  });
  await second.stop();
});
