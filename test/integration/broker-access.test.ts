import { type MessageKind, messages, topicOf } from '@lookout/shared/protocol/messages';
import { connectAsync, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Mosquitto } from '../support/mosquitto.ts';

const passwords = { hub: 'hub-secret', 'pump-1': 'secret-1', 'pump-2': 'secret-2' };
const own = { site: 'works', device: 'pump-1' };
const other = { site: 'works', device: 'pump-2' };

const kinds = Object.keys(messages) as MessageKind[];
const written = kinds.filter((kind) => messages[kind].from === 'device');
const read = kinds.filter((kind) => messages[kind].from === 'hub');

describe("Mosquitto with docker/mosquitto's access list", () => {
  let broker: Mosquitto;
  let hub: MqttClient;
  let device: MqttClient;

  const connect = (user: keyof typeof passwords) =>
    connectAsync(broker.urlFor(user, passwords[user]), { reconnectPeriod: 0 });

  beforeAll(async () => {
    broker = await Mosquitto.start(passwords);
    hub = await connect('hub');
    device = await connect('pump-1');
    await hub.subscribeAsync('lookout/v1/#', { qos: 1 });
    await device.subscribeAsync('#', { qos: 1 });
  });
  afterAll(async () => {
    await Promise.all([hub, device].map((client) => client.endAsync(true)));
    await broker.stop();
  });

  /** The topics that reach `reader` of those that `writer` publishes; the last one is known to reach it. */
  async function arriving(writer: MqttClient, reader: MqttClient, topics: readonly string[]) {
    const arrived: string[] = [];
    const last = Promise.withResolvers<void>();
    const onMessage = (topic: string, payload: Buffer) => {
      if (payload.toString() === 'last') last.resolve();
      else arrived.push(topic);
    };
    reader.on('message', onMessage);
    for (const topic of topics) await writer.publishAsync(topic, 'any', { qos: 1 });
    await writer.publishAsync(topics.at(-1) ?? '', 'last', { qos: 1 });
    await last.promise;
    reader.off('message', onMessage);
    return arrived;
  }

  test('a device writes its own messages and no others', async () => {
    const allowed = written.map((kind) => topicOf(kind, own));
    const refused = [
      ...kinds.map((kind) => topicOf(kind, other)),
      ...read.map((kind) => topicOf(kind, own)),
      'lookout/v1/_hub/pump-1/status',
      'lookout/v1/works/pump-1',
      'anything/else',
    ];
    expect(await arriving(device, hub, [...refused, ...allowed])).toEqual(allowed);
  });

  test('a device reads what the hub tells it and nothing else, whatever it subscribes to', async () => {
    const allowed = read.map((kind) => topicOf(kind, own));
    const refused = kinds.map((kind) => topicOf(kind, other));
    expect(await arriving(hub, device, [...refused, ...allowed])).toEqual(allowed);
  });

  test('a last will obeys the access list too', async () => {
    const will = { payload: Buffer.from('any'), qos: 1, retain: false } as const;
    const url = broker.urlFor('pump-2', passwords['pump-2']);
    const seen: string[] = [];
    const allowedCame = new Promise<void>((resolve) => {
      hub.on('message', (topic) => {
        seen.push(topic);
        if (topic === topicOf('status', other)) resolve();
      });
    });
    for (const address of [own, other]) {
      const topic = topicOf('status', address);
      const client = await connectAsync(url, { reconnectPeriod: 0, will: { topic, ...will } });
      const closed = new Promise<void>((resolve) => client.once('close', resolve));
      client.stream.destroy();
      await closed;
    }
    await allowedCame;
    expect(seen).toEqual([topicOf('status', other)]);
  });

  test.each([
    ['a wrong password', 'pump-2', 'wrong'],
    ['an unknown device', 'pump-3', 'secret-2'],
  ])('%s is refused', async (_, user, password) => {
    await expect(
      connectAsync(broker.urlFor(user, password), { reconnectPeriod: 0 }),
    ).rejects.toThrow(/not authorized/i);
  });

  test('a device cannot end the session of another by its client id', async () => {
    const intruder = await connectAsync(broker.urlFor('pump-2', passwords['pump-2']), {
      clientId: 'pump-1',
      reconnectPeriod: 0,
    });
    expect(await arriving(hub, device, [topicOf('commands', own)])).toHaveLength(1);
    await intruder.endAsync(true);
  });
});
