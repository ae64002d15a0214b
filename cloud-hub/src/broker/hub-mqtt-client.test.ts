import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { type MessageKind, topicOf } from '@lookout/shared/protocol/messages';
import { Aedes } from 'aedes';
import { connectAsync } from 'mqtt';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { testConfig } from '../config/config.fixture.ts';
import type { BrokerEndpoint } from './broker-endpoint.ts';
import { HubMqttClient } from './hub-mqtt-client.ts';
import { nextPayload } from './mqtt-client.fixture.ts';

const pump = { site: 'plant-a', device: 'pump-1' };

/** A broker of its own, MQTT 3.1.1 only, that can be taken away and put back. */
class PlainBroker {
  private sockets = new Set<Socket>();
  private constructor(
    readonly aedes: Aedes,
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async start(port = 0): Promise<PlainBroker> {
    const aedes = await Aedes.createBroker();
    const server = createServer((socket) => void aedes.handle(socket)).listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('expected a TCP address');
    const broker = new PlainBroker(aedes, server, address.port);
    server.on('connection', (socket) => broker.sockets.add(socket));
    return broker;
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
    await new Promise<void>((ended) => this.aedes.close(ended));
  }
}

let broker: PlainBroker;
let hub: HubMqttClient;
let extra: (() => Promise<unknown>)[];

beforeEach(async () => {
  broker = await PlainBroker.start();
  hub = new HubMqttClient(testConfig());
  extra = [];
});
afterEach(async () => {
  await hub.stop();
  for (const stop of extra) await stop();
  await broker.stop();
});

const endpoint = (port = broker.port): BrokerEndpoint => ({
  kind: 'external',
  url: `mqtt://127.0.0.1:${port}`,
  username: null,
  password: null,
});

async function deviceClient() {
  const client = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, { reconnectPeriod: 0 });
  extra.push(() => client.endAsync(true));
  return client;
}

/** Takes messages of the kind and hands them out one by one. */
function listenTo(kind: MessageKind): () => Promise<string> {
  const waiting: string[] = [];
  let wake = Promise.withResolvers<void>();
  hub.onMessage(kind, ({ device }, payload, { retained }) => {
    waiting.push(`${device} ${payload}${retained ? ' retained' : ''}`);
    wake.resolve();
  });
  return async () => {
    while (waiting.length === 0) {
      await wake.promise;
      wake = Promise.withResolvers<void>();
    }
    return waiting.shift() ?? '';
  };
}

test('hears the fleet, tells what was lying there, and says that it is online', async () => {
  const device = await deviceClient();
  await device.publishAsync(topicOf('reported', pump), 'old', { qos: 1, retain: true });
  await device.subscribeAsync('lookout/v1/_hub/+/status', { qos: 1 });
  const status = nextPayload(device);
  const next = listenTo('reported');
  await hub.start(endpoint());
  expect(hub.ready).toBe(true);
  expect(await next()).toBe('pump-1 old retained');
  await device.publishAsync(topicOf('reported', pump), 'new', { qos: 1, retain: true });
  expect(await next()).toBe('pump-1 new');
  expect(await status).toBe('{"online":true,"hub":"hub"}');
  const goodbye = nextPayload(device);
  await hub.stop();
  expect(await goodbye).toBe('{"online":false,"hub":"hub"}');
});

test('comes back after the broker was gone, with the same subscriptions, and tells those who wait', async () => {
  const next = listenTo('load');
  let connects = 0;
  const again = Promise.withResolvers<void>();
  hub.onReady(() => {
    connects += 1;
    if (connects === 2) again.resolve();
  });
  await hub.start(endpoint());
  const { port } = broker;
  await broker.stop();
  await expect.poll(() => hub.ready).toBe(false);
  await expect(hub.publish('desired', pump, { generation: 1, streams: {} })).rejects.toMatchObject({
    code: 'brokerOffline',
  });
  broker = await PlainBroker.start(port);
  await again.promise;
  const device = await deviceClient();
  await device.publishAsync(topicOf('load', pump), 'sample');
  expect(await next()).toBe('pump-1 sample');
}, 60_000);

test('a broker that is away at the start is waited for', async () => {
  const { port } = broker;
  await broker.stop();
  const ready = Promise.withResolvers<void>();
  hub.onReady(() => ready.resolve());
  await hub.start(endpoint(port));
  expect(hub.ready).toBe(false);
  broker = await PlainBroker.start(port);
  await ready.promise;
  expect(hub.ready).toBe(true);
}, 60_000);

test('stopping does not wait for a broker that never answers', async () => {
  const silent = createServer((socket) => void socket.resume()).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const address = silent.address();
  const started = hub.start(endpoint(typeof address === 'object' ? address?.port : 0));
  await once(silent, 'connection');
  await hub.stop();
  await started;
  await new Promise((closed) => silent.close(closed));
});

test('a handler that fails loses its message alone', async () => {
  hub.onMessage('load', () => {
    throw new Error('no');
  });
  hub.onMessage('events', () => Promise.reject(new Error('no')));
  const next = listenTo('load');
  await hub.start(endpoint());
  const device = await deviceClient();
  await device.publishAsync(topicOf('events', pump), 'x', { qos: 1 });
  await device.publishAsync(topicOf('load', pump), 'sample');
  expect(await next()).toBe('pump-1 sample');
});

test('reads no further while a handler is at it', async () => {
  const gate = Promise.withResolvers<void>();
  const seen: string[] = [];
  hub.onMessage('load', async (_address, payload) => {
    seen.push(String(payload));
    await gate.promise;
  });
  const next = listenTo('status');
  await hub.start(endpoint());
  const device = await deviceClient();
  for (const sample of ['1', '2']) await device.publishAsync(topicOf('load', pump), sample);
  await device.publishAsync(topicOf('status', pump), 'behind', { qos: 1, retain: true });
  await expect.poll(() => seen).toEqual(['1']);
  gate.resolve();
  expect(await next()).toBe('pump-1 behind');
  expect(seen).toEqual(['1', '2']);
});
