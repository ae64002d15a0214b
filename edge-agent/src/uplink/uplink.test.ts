import { afterEach, expect, test } from 'vitest';
import { freePort } from '../../../test/support/free-port.ts';
import { loopbackCertificate } from '../../../test/support/loopback-certificate.ts';
import { reported, secret, TestBroker, UplinkBench } from './uplink.fixture.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function startBroker(port = 0, tls = false): Promise<TestBroker> {
  const broker = await new TestBroker(port, tls).start();
  cleanups.push(() => broker.stop());
  return broker;
}

function startUplink(url: string, password?: string, ca?: string): UplinkBench {
  const bench = new UplinkBench(url, password, ca);
  cleanups.push(() => bench.uplink.stop());
  bench.uplink.start();
  return bench;
}

const ack = { queueId: 'q', ranges: [[1, 2]] as [number, number][] };

test('a connection begins with retained status and report, before any record', async () => {
  const broker = await startBroker();
  const bench = startUplink(broker.url);
  await bench.happened('connected');
  expect(await broker.message('status')).toMatchObject({
    message: { online: true, session: 7, bootId: 'boot' },
    ...{ retain: true, qos: 1 },
  });
  expect(await broker.message('reported')).toMatchObject({ message: reported, retain: true });
  expect(bench.log).toEqual([`connected to the hub's broker at ${broker.url}`]);
});

test('it hears what the hub sends to this device, what was retained included', async () => {
  const broker = await startBroker();
  await broker.publish('desired', { generation: 4, streams: {} });
  const bench = startUplink(broker.url);
  await bench.happened('connected');
  await broker.publish('eventsAck', ack);
  await broker.publish('scoresAck', ack);
  await bench.happened('heard', 3);
  expect(bench.heard).toEqual([
    { kind: 'desired', message: { generation: 4, streams: {} } },
    { kind: 'eventsAck', message: ack },
    { kind: 'scoresAck', message: ack },
  ]);
});

test('blocks are heard with digest and index, an empty one too, and asked for', async () => {
  const broker = await startBroker();
  const bench = startUplink(broker.url);
  await bench.happened('connected');
  const digest = 'a'.repeat(64);
  await bench.uplink.publish('blocksRequest', { digest, missing: [[0, 3]], unitsPerBlock: 2 });
  expect((await broker.message('blocksRequest')).message.missing).toEqual([[0, 3]]);
  const like = Buffer.from([0x1f, 0x8b, 7]); // as gzip begins
  await broker.publish('blocks', like, [digest, '2']);
  await broker.publish('blocks', new Uint8Array(0), [digest, '0']);
  await bench.happened('heard blocks', 2);
  expect(bench.heard).toEqual([
    { kind: 'blocks', message: like, parts: [digest, '2'] },
    { kind: 'blocks', message: Buffer.alloc(0), parts: [digest, '0'] },
  ]);
});

test('a message that cannot be read is left out, the next one is heard', async () => {
  const broker = await startBroker();
  const bench = startUplink(broker.url);
  await bench.happened('connected');
  await broker.publishRaw('commands', Buffer.from('{"id":'));
  await broker.publishRaw('desired', Buffer.alloc(0)); // a retained message taken back
  await broker.publish('eventsAck', ack);
  await bench.happened('heard');
  expect(bench.heard).toHaveLength(1);
  expect(bench.log.at(-1)).toContain('left out: payload is not JSON');
});

test('a record is published when the broker has it', async () => {
  const broker = await startBroker();
  const bench = startUplink(broker.url);
  await bench.happened('connected');
  const events = { queueId: 'q', records: [{ seq: 1 }] };
  await bench.uplink.publish('events', events);
  expect(await broker.message('events')).toEqual({ message: events, retain: false, qos: 1 });
});

test('without a connection nothing is taken', async () => {
  const bench = new UplinkBench('mqtt://127.0.0.1:1');
  const sent = bench.uplink.publish('events', { queueId: 'q', records: [{}] });
  await expect(sent).rejects.toMatchObject({ code: 'lost' });
});

test('a broker that restarts, having forgotten everything, is told everything again', async () => {
  const broker = await startBroker();
  const bench = startUplink(broker.url);
  await bench.happened('connected');
  await broker.stop();
  await bench.happened('disconnected');
  broker.packets.length = 0;
  await broker.start();
  await bench.happened('connected', 2);
  expect((await broker.message('status')).message.online).toBe(true);
  expect((await broker.message('reported')).message).toEqual(reported);
  await broker.publish('eventsAck', ack);
  await bench.happened('heard');
});

test('a publish that the connection loses is rejected, not kept', async () => {
  const broker = await startBroker();
  const bench = startUplink(broker.url);
  await bench.happened('connected');
  const stopped = broker.stop();
  const sent = bench.uplink.publish('events', { queueId: 'q', records: [{ seq: 1 }] });
  await expect(sent).rejects.toMatchObject({ code: 'lost' });
  await stopped;
});

test('when the line dies the will says offline, with the session that it belongs to', async () => {
  const broker = await startBroker();
  const bench = startUplink(broker.url);
  await bench.happened('connected');
  broker.cut();
  const will = await broker.message('status', (status) => !status.online);
  expect(will).toMatchObject({ message: { online: false, session: 7 }, retain: true });
  await bench.happened('connected', 2);
});

test('stopping says offline and ends', async () => {
  const broker = await startBroker();
  const bench = startUplink(broker.url);
  await bench.happened('connected');
  await bench.uplink.stop();
  expect(broker.packets.at(-1)?.topic).toContain('/status');
  await broker.message('status', (status) => !status.online);
  expect(bench.count('disconnected')).toBe(1);
});

test('a wrong secret is told once, in words, and tried again with patience', async () => {
  const broker = await startBroker();
  const bench = startUplink(broker.url, 'wrong');
  // The first connection asks for MQTT 5, which this broker refuses before it looks at the secret.
  await broker.refused(3);
  await bench.uplink.stop();
  expect(bench.log).toEqual([
    `the broker at ${broker.url} refuses device "press-1": enrol it on the hub and set hub.secret ` +
      'to the secret shown there; it is tried again',
  ]);
});

test('a missing broker is told once, and found when it appears', async () => {
  const port = await freePort();
  const bench = startUplink(`mqtt://127.0.0.1:${port}`);
  await bench.happened('log');
  expect(bench.log).toEqual([
    `no connection to the broker at mqtt://127.0.0.1:${port}: nothing listens there; it is tried again`,
  ]);
  await startBroker(port);
  await bench.happened('connected');
});

test.each([
  ['a host that does not exist', 'mqtt://no-such-host.invalid', 'there is no such host'],
  [
    'no TLS where TLS is expected',
    'mqtts://127.0.0.1:PORT',
    'no connection to the broker at mqtts:',
  ],
])('%s is told in words', async (_, url, words) => {
  const broker = await startBroker();
  const bench = startUplink(url.replace('PORT', new URL(broker.url).port));
  await bench.happened('log');
  expect(bench.log[0]).toContain(words);
});

test('over TLS it trusts the authority that it was given', async () => {
  const broker = await startBroker(0, true);
  const bench = startUplink(broker.url, secret, loopbackCertificate);
  await bench.happened('connected');
  expect((await broker.message('status')).message.online).toBe(true);
});

test('over TLS it refuses a broker that nobody it knows vouches for', async () => {
  const broker = await startBroker(0, true);
  const bench = startUplink(broker.url);
  await bench.happened('log');
  expect(bench.log[0]).toContain('certificate');
  expect(bench.count('connected')).toBe(0);
});

test('the password of an address is not logged', async () => {
  const port = await freePort();
  const bench = startUplink(`mqtt://someone:hidden@127.0.0.1:${port}`);
  await bench.happened('log');
  expect(bench.log.join()).not.toContain('hidden');
});
