import { messageKinds, messages, topicOf } from '@lookout/shared/protocol/messages';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AccessBroker, accessBrokers, hubLogin } from '../support/access-broker.ts';

const site = 'works';
const devices = {
  'pump-1': { password: 'secret-1', site },
  'pump-2': { password: 'secret-2', site },
};
const own = { site, device: 'pump-1' };
const other = { site, device: 'pump-2' };

const topicsOf = (from: 'device' | 'hub', of = own) =>
  messageKinds
    .filter((kind) => messages[kind].from === from)
    .map((kind) => topicOf(kind, of, ['a1', '0']));
const filtersFrom = (from: 'device' | 'hub') =>
  messageKinds.filter((kind) => messages[kind].from === from).map((kind) => topicOf(kind, own));
const retained = new Set(
  messageKinds.filter((kind) => messages[kind].retain).map((kind) => messages[kind].topic),
);
const isRetained = (topic: string) => retained.has(topic.split('/').slice(4).join('/'));

describe.each(accessBrokers())('%s', (_, start) => {
  let broker: AccessBroker;
  let hub: MqttClient;

  const open = (login: IClientOptions) => connectAsync({ reconnectPeriod: 0, ...login });
  const connect = (device: keyof typeof devices, options: IClientOptions = {}) =>
    open({ ...broker.login(device, devices[device].password), clientId: device, ...options });

  beforeAll(async () => {
    broker = await start(devices);
    hub = await open(hubLogin(broker));
    await hub.subscribeAsync('lookout/v1/#', { qos: 1 });
  });
  afterAll(async () => {
    await hub?.endAsync(true);
    await broker?.stop();
  });

  /** The topics that reach the reader while `act` goes on, up to the one that is known to reach it. */
  async function heard(reader: MqttClient, last: string, act: () => Promise<void>) {
    const topics: string[] = [];
    const done = Promise.withResolvers<void>();
    const onMessage = (topic: string) => {
      topics.push(topic);
      if (topic === last) done.resolve();
    };
    reader.on('message', onMessage);
    await act();
    await done.promise;
    reader.off('message', onMessage);
    return topics;
  }

  /** On a connection of its own, for a refusal may end it. */
  async function say(topic: string): Promise<void> {
    const device = await connect('pump-1');
    const closed = new Promise<void>((resolve) => device.once('close', resolve));
    const said = device.publishAsync(topic, 'any', { qos: 1, retain: isRetained(topic) });
    await Promise.race([said.catch(() => undefined), closed]);
    await device.endAsync(true);
  }

  test('a device says what the message table has from devices, of itself only', async () => {
    const allowed = topicsOf('device');
    const refused = [
      ...topicsOf('device', other),
      ...topicsOf('hub', other),
      ...topicsOf('hub'),
      'lookout/v1/_hub/pump-1/status',
      'lookout/v1/works/pump-1',
      'anything/else',
    ];
    const arrived = await heard(hub, allowed.at(-1) ?? '', async () => {
      for (const topic of [...refused, ...allowed]) await say(topic);
    });
    expect(arrived).toEqual(allowed);
  });

  test('a device hears what the hub tells it and nothing else, whatever it asks for', async () => {
    const device = await connect('pump-1');
    const allowed = topicsOf('hub');
    const refused = [...topicsOf('hub', other), ...topicsOf('device', other)];
    for (const filter of ['#', 'lookout/v1/+/+/commands', ...refused])
      await device.subscribeAsync(filter, { qos: 1 }).catch(() => []);
    await device.subscribeAsync(filtersFrom('hub'), { qos: 1 });
    const arrived = await heard(device, allowed.at(-1) ?? '', async () => {
      for (const topic of [...refused, ...allowed])
        await hub.publishAsync(topic, 'any', { qos: 1 });
    });
    expect(new Set(arrived)).toEqual(new Set(allowed));
    await device.endAsync(true);
  });

  test('a last will obeys the same rules', async () => {
    const arrived = await heard(hub, topicOf('status', other), async () => {
      for (const address of [own, other]) {
        const topic = topicOf('status', address);
        const will = { topic, payload: Buffer.from('any'), qos: 1, retain: true } as const;
        // A broker may refuse such a connection altogether.
        const device = await connect('pump-2', { will }).catch(() => null);
        const closed = new Promise<void>((resolve) => device?.once('close', resolve) ?? resolve());
        device?.stream.destroy();
        await closed;
      }
    });
    expect(arrived).toEqual([topicOf('status', other)]);
  });

  test.each([
    ['a wrong password', 'pump-2', 'wrong'],
    ['an unknown device', 'pump-3', 'secret-2'],
  ])('%s is refused', async (_case, device, password) => {
    const login = { ...broker.login(device, password), clientId: device };
    await expect(open(login)).rejects.toThrow(/not authorized|bad user ?name or password/i);
  });

  test('a device cannot end the session of another by its client id', async () => {
    const device = await connect('pump-1');
    const topic = topicOf('commands', own);
    await device.subscribeAsync(topic, { qos: 1 });
    const intruder = await connect('pump-2', { clientId: 'pump-1' }).catch(() => null);
    const arrived = await heard(device, topic, async () => {
      await hub.publishAsync(topic, 'any', { qos: 1 });
    });
    expect(arrived).toEqual([topic]);
    await intruder?.endAsync(true);
    await device.endAsync(true);
  });
});
