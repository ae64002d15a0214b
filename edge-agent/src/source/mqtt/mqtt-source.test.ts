import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { Aedes } from 'aedes';
import { afterEach, describe, expect, test } from 'vitest';
import { type MqttSourceConfig, MqttSource as Schema } from '../../config/mqtt-schema.ts';
import { FakeClock } from '../clock.fixture.ts';
import { type Clock, systemClock } from '../clock.ts';
import { Heard } from '../listener.fixture.ts';
import { MqttSource } from './mqtt-source.ts';

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const done of cleanUp.splice(0).reverse()) await done();
});

/** A real broker on a port of its own. */
class Broker {
  private constructor(
    readonly aedes: Aedes,
    private server: Server,
    readonly port: number,
    private readonly sockets: Set<Socket>,
  ) {}

  static async start(port = 0, prepare: (aedes: Aedes) => void = () => {}): Promise<Broker> {
    const aedes = await Aedes.createBroker();
    prepare(aedes);
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      aedes.handle(socket);
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const broker = new Broker(aedes, server, Object(address).port, sockets);
    cleanUp.push(() => broker.stop());
    return broker;
  }

  publish(topic: string, payload: unknown, retain = false): Promise<void> {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
    return new Promise((resolve, reject) => {
      const packet = {
        cmd: 'publish' as const,
        qos: 0 as const,
        dup: false,
        topic,
        payload: text,
        retain,
      };
      this.aedes.publish(packet, (error) => (error ? reject(error) : resolve()));
    });
  }

  async stop(): Promise<void> {
    if (!this.server.listening) return;
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
    await new Promise<void>((resolve) => this.aedes.close(resolve));
  }
}

const subscribed = (broker: Broker): Promise<unknown> => once(broker.aedes, 'subscribe');

function source(
  port: number,
  config: Partial<Record<keyof MqttSourceConfig, unknown>> = {},
  clock: Clock = systemClock,
): { source: MqttSource; heard: Heard } {
  const made = new MqttSource({
    config: Schema.parse({
      type: 'mqtt',
      url: `mqtt://127.0.0.1:${port}`,
      topics: ['plant/1'],
      ...config,
    }),
    channels: [
      { name: 'Pressure', unit: 'bar' },
      { name: 'Current', unit: 'A' },
    ],
    periodMs: 1_000,
    clock,
    random: () => 0.01, // back-off of 10 ms and more
  });
  cleanUp.push(() => made.stop());
  return { source: made, heard: new Heard() };
}

async function connected(
  config: Partial<Record<keyof MqttSourceConfig, unknown>> = {},
  clock?: Clock,
) {
  const broker = await Broker.start();
  const made = source(broker.port, config, clock);
  const ready = subscribed(broker);
  await made.source.start(made.heard);
  await ready;
  return { broker, ...made };
}

describe('every message a row', () => {
  test('with the time of the sender', async () => {
    const { broker, heard } = await connected();
    const ts = Date.now() - 1_234;
    await broker.publish('plant/1', { Pressure: 1.2, Current: 3, ts });
    await heard.until(({ samples }) => samples.length === 1);
    expect(heard.samples).toEqual([{ at: ts, sourceAt: null, values: [1.2, 3] }]);
  });

  test('with the time of arrival where the sender is far off, which is told', async () => {
    const { broker, heard } = await connected();
    await broker.publish('plant/1', { Pressure: 1, Current: 3, ts: 1_000_000_000_000 });
    await heard.until(({ samples }) => samples.length === 1);
    expect(heard.samples[0]?.sourceAt).toBe(1_000_000_000_000);
    expect(heard.samples[0]?.at).toBeGreaterThan(1_700_000_000_000);
    expect(heard.errors[0]).toMatchObject({ code: 'clockSkew', effect: 'rejected' });
  });

  test('a channel that did not come along is held until it is stale', async () => {
    const clock = new FakeClock();
    const { broker, heard } = await connected({ staleMs: 2_000, time: 'arrival' }, clock);
    await broker.publish('plant/1', { Pressure: 1, Current: 3 });
    await heard.until(({ samples }) => samples.length === 1);
    await clock.advance(2_000);
    await broker.publish('plant/1', { Pressure: 2 });
    await heard.until(({ samples }) => samples.length === 2);
    await clock.advance(1);
    await broker.publish('plant/1', { Pressure: 3 });
    await heard.until(({ samples }) => samples.length === 3);
    expect(heard.values).toEqual([
      [1, 3],
      [2, 3],
      [3, null],
    ]);
  });

  test('payloads of no use are counted, told and do no harm', async () => {
    const { broker, heard } = await connected();
    for (const payload of ['{', 'x', '{"Pressure":"high"}', Buffer.alloc(300_000, 32).toString()])
      await broker.publish('plant/1', payload);
    await broker.publish('plant/1', { Pressure: 1, Current: 2 });
    await heard.until(({ samples }) => samples.length === 1);
    expect(heard.errors).toMatchObject([
      { code: 'badPayload', effect: 'rejected', message: 'topic plant/1: not JSON in UTF-8' },
    ]);
  });

  test('a retained message of unknown age is no reading; one with a fresh time is', async () => {
    const broker = await Broker.start();
    await broker.publish('plant/1', { Pressure: 9, Current: 9 }, true);
    await broker.publish('plant/2', { Pressure: 1, Current: 2, ts: Date.now() }, true);
    const { source: made, heard } = source(broker.port, {
      topics: ['plant/1', 'plant/2'],
      rows: 'message',
    });
    await made.start(heard);
    await heard.until(({ samples }) => samples.length === 1);
    await broker.publish('plant/1', { Pressure: 3, Current: 4 });
    await heard.until(({ samples }) => samples.length === 2);
    expect(heard.values).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });
});

describe('a row every period, from channels that arrive apart', () => {
  test('the latest of each, and none while nothing is fresh', async () => {
    const clock = new FakeClock();
    const startMs = clock.now();
    const config = { shape: 'topicPerChannel', topics: ['plant/1/+'], staleMs: 2_500 };
    const { broker, heard } = await connected(config, clock);
    const arrive = async (topic: string, payload: unknown) => {
      const arrived = clock.whenAsked();
      await broker.publish(topic, payload);
      await arrived;
    };
    await clock.advance(1_500);
    expect(heard.samples).toEqual([]);
    await arrive('plant/1/Pressure', '1.5');
    await arrive('plant/1/Pressure', '1.6');
    await clock.advance(500);
    await arrive('plant/1/Current', { value: 7 });
    await clock.advance(2_000);
    await clock.advance(10_000);
    expect(heard.samples.map(({ at, values }) => [at - startMs, ...values])).toEqual([
      [2_000, 1.6, null],
      [3_000, 1.6, 7],
      [4_000, 1.6, 7],
    ]);
  });
});

describe('the broker', () => {
  test('is waited for, told once, and found when it comes', async () => {
    const probe = await Broker.start();
    const { port } = probe;
    await probe.stop();
    const { source: made, heard } = source(port);
    await made.start(heard);
    await heard.until(({ errors }) => errors.length === 1);
    expect(heard.errors[0]).toMatchObject({
      code: 'brokerUnreachable',
      effect: 'interrupted',
      message: `mqtt://127.0.0.1:${port} cannot be reached (ECONNREFUSED); it is tried again`,
    });
    const broker = await Broker.start(port);
    await heard.until(({ recovered }) => recovered === 1);
    await broker.publish('plant/1', { Pressure: 1, Current: 2 });
    await heard.until(({ samples }) => samples.length === 1);
    expect(heard.errors).toHaveLength(1);
  });

  test('may go away and come back any number of times', async () => {
    let { broker, heard } = await connected();
    for (const round of [1, 2, 3]) {
      await broker.stop();
      await heard.until(({ errors }) => errors.length === round);
      broker = await Broker.start(broker.port);
      await heard.until(({ recovered }) => recovered === round);
      await broker.publish('plant/1', { Pressure: round, Current: 0 });
      await heard.until(({ samples }) => samples.length === round);
    }
    expect(heard.values).toEqual([
      [1, 0],
      [2, 0],
      [3, 0],
    ]);
  });

  test('that refuses the password says so, without the password', async () => {
    const broker = await Broker.start(0, (aedes) => {
      aedes.authenticate = (_client, username, password, done) =>
        done(null, username === 'lookout' && password?.toString() === 'right');
    });
    const url = `mqtt://someone:hunter2@127.0.0.1:${broker.port}`;
    const { source: made, heard } = source(broker.port, { url });
    await made.start(heard);
    await heard.until(({ errors }) => errors.length === 1);
    expect(heard.errors[0]).toMatchObject({ code: 'brokerRefused', effect: 'interrupted' });
    expect(heard.errors[0]?.message).not.toMatch(/hunter2|someone/);
  });

  test('takes user and password of the configuration', async () => {
    const broker = await Broker.start(0, (aedes) => {
      aedes.authenticate = (_client, username, password, done) =>
        done(null, username === 'lookout' && password?.toString() === 'right');
    });
    const ready = subscribed(broker);
    const { source: made, heard } = source(broker.port, { username: 'lookout', password: 'right' });
    await made.start(heard);
    await ready;
  });

  test('that refuses a subscription is told by its topic', async () => {
    const broker = await Broker.start(0, (aedes) => {
      aedes.authorizeSubscribe = (_client, _subscription, done) => done(null, null);
    });
    const { source: made, heard } = source(broker.port);
    await made.start(heard);
    await heard.until(({ errors }) => errors.length === 1);
    expect(heard.errors[0]).toMatchObject({
      code: 'brokerRefused',
      message: expect.stringMatching(/refuses the subscription to plant\/1/),
    });
  });

  test('that accepts and never answers does not hold up stop', async () => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { source: made, heard } = source(Object(server.address()).port);
    const accepted = once(server, 'connection');
    await made.start(heard);
    await accepted;
    await made.stop();
    for (const socket of sockets) socket.destroy();
    server.close();
    expect(heard.errors).toEqual([]);
  });
});

test('a certificate authority that is not there stops the start', async () => {
  const { source: made, heard } = source(1, { ca: '/nowhere/ca.pem' });
  await expect(made.start(heard)).rejects.toThrow('/nowhere/ca.pem: cannot be read (source.ca)');
});

test('nothing comes after stop, and a second start works', async () => {
  const { broker, source: made, heard } = await connected();
  await made.stop();
  await broker.publish('plant/1', { Pressure: 1, Current: 2 });
  const ready = subscribed(broker);
  await made.start(heard);
  await ready;
  await broker.publish('plant/1', { Pressure: 3, Current: 4 });
  await heard.until(({ samples }) => samples.length === 1);
  expect(heard.values).toEqual([[3, 4]]);
});
