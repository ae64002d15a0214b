import { randomBytes } from 'node:crypto';
import { type BlocksRequest, unitBytes } from '@lookout/shared/protocol/blocks';
import { decode, encode } from '@lookout/shared/protocol/codec';
import { parseTopic, topicOf } from '@lookout/shared/protocol/messages';
import type { Presence } from '@lookout/shared/protocol/rest';
import { connectAsync, type MqttClient } from 'mqtt';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EmbeddedBroker } from '../broker/embedded-broker.ts';
import { HubMqttClient } from '../broker/hub-mqtt-client.ts';
import { testConfig } from '../config/config.fixture.ts';
import { deviceChanged, messageRejected } from '../device/device.events.ts';
import type { DeviceRecord } from '../device/device-record.ts';
import { EventBus } from '../event-bus/event-bus.ts';
import { AssignedFiles } from './assigned-files.ts';
import { BlockFiles } from './block-files.ts';
import { BlockServer } from './block-server.ts';
import { DeliveryMetrics } from './delivery.metrics.ts';

// A real broker and real MQTT connections; the registry and the tables of assignments are stood in for.
const digest = 'd'.repeat(64);
const other = 'e'.repeat(64);
const file = randomBytes(200 * unitBytes + 17);

let broker: EmbeddedBroker;
let hub: HubMqttClient;
let server: BlockServer;
let bus: EventBus;
let metrics: Registry;
let presence: Presence;
let clients: MqttClient[];

beforeEach(async () => {
  broker = new EmbeddedBroker();
  broker.admitBy({ authenticate: async (device) => ({ site: 'plant', device }) });
  const config = testConfig({ LOOKOUT_DELIVERY_DEVICES: '1' });
  hub = new HubMqttClient(config);
  bus = new EventBus();
  metrics = new Registry();
  presence = 'online';
  clients = [];
  server = new BlockServer(
    hub,
    broker,
    {
      isMember: ({ device }) => device !== 'stranger',
      get: async (id) => recordOf(id),
    },
    new AssignedFiles(
      {
        assignedTo: async (device) => (device.startsWith('pump') ? ['r1'] : []),
        filesOf: async () => [digest, other],
      },
      Date.now,
    ),
    new BlockFiles(async (sha256) => (sha256 === digest ? file : null), 10_000_000),
    new DeliveryMetrics(metrics),
    bus,
    config,
    // Time stands still: no place is lost by waiting.
    () => 0,
  );
  server.onModuleInit();
  await hub.start(await broker.start({ kind: 'embedded', host: '127.0.0.1', port: 0, tls: null }));
});
afterEach(async () => {
  server.onModuleDestroy();
  for (const client of clients) await client.endAsync(true);
  await hub.stop();
  await broker.stop();
});

const recordOf = (id: string): DeviceRecord => ({
  ...{ id, site: 'plant', labels: {}, createdAt: 0, revokedAt: null, presence },
  ...{ lastSeenAt: null, agentVersion: null, reported: null, load: null },
});

const addressOf = (device: string) => ({ site: 'plant', device });

/** A device that writes down what it hears: `desired`, or the index of a block and its bytes. */
class Listener {
  readonly heard: string[] = [];
  readonly bytes = new Map<number, Uint8Array>();
  private wake = Promise.withResolvers<void>();

  private constructor(
    readonly client: MqttClient,
    private readonly device: string,
  ) {}

  static async connect(device: string): Promise<Listener> {
    const client = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, {
      ...{ clientId: device, username: device, password: 'any', reconnectPeriod: 0 },
    });
    clients.push(client);
    const listener = new Listener(client, device);
    client.on('message', (topic, payload) => listener.take(topic, payload));
    for (const kind of ['blocks', 'desired'] as const)
      await client.subscribeAsync(topicOf(kind, addressOf(device)), { qos: 1 });
    return listener;
  }

  async ask(request: Partial<BlocksRequest> = {}): Promise<void> {
    const whole = { digest, missing: [[0, 99] satisfies [number, number]], unitsPerBlock: 1 };
    const payload = encode('blocksRequest', { ...whole, ...request });
    await this.client.publishAsync(topicOf('blocksRequest', addressOf(this.device)), payload, {
      qos: 1,
    });
  }

  async untilHeard(count: number): Promise<void> {
    while (this.heard.length < count) await this.wake.promise;
  }

  private take(topic: string, payload: Buffer): void {
    const parsed = parseTopic(topic);
    const index = parsed?.parts[1];
    this.heard.push(index ?? parsed?.kind ?? topic);
    if (index !== undefined) this.bytes.set(Number(index), decode('blocks', payload));
    this.wake.resolve();
    this.wake = Promise.withResolvers();
  }
}

test('the whole file, asked for in two requests, is what was stored', async () => {
  const pump = await Listener.connect('pump-1');
  await pump.ask({ missing: [[0, 120]], unitsPerBlock: 16 });
  await pump.untilHeard(8);
  await pump.ask({ missing: [[121, 200]], unitsPerBlock: 16 });
  await pump.untilHeard(8 + 6);
  const parts = [...pump.bytes].sort(([a], [b]) => a - b).map(([, bytes]) => bytes);
  expect(Buffer.concat(parts)).toEqual(file);
  expect(await metrics.getSingleMetricAsString('lookout_delivery_blocks_total')).toMatch(/ 14$/);
});

test('requests that add come in their order, one that does not takes the place of those that wait', async () => {
  const pump = await Listener.connect('pump-1');
  const adds = { adds: true };
  await Promise.all([
    pump.ask({ missing: [[0, 30]] }),
    pump.ask({ missing: [[31, 60]], ...adds }),
    pump.ask({ missing: [[61, 70]], ...adds }),
  ]);
  await pump.untilHeard(71);
  expect(pump.heard).toEqual(Array.from({ length: 71 }, (_, i) => String(i)));
  await Promise.all([
    pump.ask({ missing: [[71, 170]] }),
    pump.ask({ missing: [[171, 190]], ...adds }),
    pump.ask({ missing: [[0, 0]] }),
  ]);
  while (pump.heard.at(-1) !== '0') await pump.untilHeard(pump.heard.length + 1);
  expect(pump.heard).not.toContain('190');
});

test.each([
  ['a file of no release of it', 'valve-1', digest],
  ['a file that is not there any more', 'pump-1', other],
])('an empty block for %s', async (_what, device, asked) => {
  const listener = await Listener.connect(device);
  await listener.ask({ digest: asked, missing: [[5, 9]] });
  await listener.untilHeard(1);
  expect(listener.heard).toEqual(['5']);
  expect(listener.bytes.get(5)).toHaveLength(0);
});

test('what cannot be read goes to the dead letters, and blocks nobody', async () => {
  const pump = await Listener.connect('pump-1');
  const rejected = Promise.withResolvers<string>();
  bus.on(messageRejected, ({ reason }) => rejected.resolve(reason));
  const topic = topicOf('blocksRequest', addressOf('pump-1'));
  await pump.client.publishAsync(topic, '{"digest":"x"}', { qos: 1 });
  expect(await rejected.promise).toContain('digest');
  await pump.ask({ missing: [[0, 0]] });
  await pump.untilHeard(1);
});

test('"desired" goes past the blocks that wait: of another device, and of the same', async () => {
  const busy = await Listener.connect('pump-1');
  const waiting = await Listener.connect('pump-2');
  const desired = { generation: 7, streams: {} };
  afterBlocks(20, () => {
    for (const device of ['pump-1', 'pump-2'])
      void hub.publish('desired', addressOf(device), desired);
  });
  await busy.ask({ missing: [[0, 99]] });
  await waiting.ask({ missing: [[0, 99]] });
  await Promise.all([busy.untilHeard(101), waiting.untilHeard(101)]);
  // 200 blocks were queued; only those that the broker had not acknowledged are before it.
  expect(busy.heard.indexOf('desired')).toBeLessThan(40);
  expect(waiting.heard.indexOf('desired')).toBe(0);
});

test('one that goes away frees its place for the next in line', async () => {
  const stuck = await Listener.connect('pump-1');
  const next = await Listener.connect('pump-2');
  // It reads nothing any more, until neither its line nor the system takes more.
  stuck.client.stream.pause();
  const whole = { missing: [[0, 127]] satisfies [number, number][], unitsPerBlock: 16 };
  const unsent = () => {
    void stuck.ask(whole).catch(() => undefined);
    return broker.unsentBytes('pump-1');
  };
  await expect.poll(unsent, { interval: 10, timeout: 20_000 }).toBeGreaterThan(256 * 1024);
  await next.ask({ missing: [[0, 0]] });
  const devices = () => metrics.getSingleMetricAsString('lookout_delivery_devices');
  await expect.poll(devices).toContain('{state="waiting"} 1');
  presence = 'offline';
  bus.emit(deviceChanged, { device: 'pump-1' });
  await next.untilHeard(1);
  expect(next.heard).toEqual(['0']);
});

/** Calls back in a turn of the event loop of its own, after so many blocks were handed to the connection. */
function afterBlocks(count: number, act: () => void): void {
  const publishPayload = hub.publishPayload.bind(hub);
  let blocks = 0;
  hub.publishPayload = (...args) => {
    if (args[0] === 'blocks') blocks += 1;
    if (args[0] === 'blocks' && blocks === count) setImmediate(act);
    return publishPayload(...args);
  };
}
