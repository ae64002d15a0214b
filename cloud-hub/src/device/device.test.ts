import type { DeviceSummary } from '@lookout/shared/protocol/rest';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type HubFixture, startHubFixture } from '../http/hub.fixture.ts';
import { loadOf, reportedOf, statusOf, TestDevice } from './device.fixture.ts';

let fixture: HubFixture;
let lines: TestDevice[] = [];
let count = 0;

beforeAll(async () => {
  fixture = await startHubFixture();
});
afterAll(() => fixture.stop());
afterEach(async () => {
  for (const { client } of lines) await client.endAsync(true);
  lines = [];
});

const enrol = () =>
  fixture.hub.devices.enrol({ id: `pump-${++count}`, site: 'plant-a', labels: { line: '3' } });

async function enrolled(): Promise<{ id: string; device: TestDevice }> {
  const credential = await enrol();
  return { id: credential.id, device: await connect(credential) };
}

async function connect(credential: Awaited<ReturnType<typeof enrol>>): Promise<TestDevice> {
  const device = await TestDevice.connect(credential);
  lines.push(device);
  return device;
}

const summary = async (id: string): Promise<DeviceSummary> =>
  ((await fixture.admin.get(`/api/devices/${id}`)).body as { device: DeviceSummary }).device;

const policy = {
  raiseLevel: 4,
  clearLevel: 3,
  onDelayMs: 1000,
  offDelayMs: 5000,
  alarmsPerDay: null,
  decision: null,
  adaptive: null,
  commissioning: null,
};

test('enrolled over REST, and the secret, shown once, opens the broker', async () => {
  const answer = await fixture.admin.post('/api/devices', { id: 'rest-1', site: 'plant-b' });
  expect(answer).toMatchObject({
    status: 201,
    body: { id: 'rest-1', site: 'plant-b', brokerUrl: fixture.hub.brokerUrl },
  });
  const { body } = answer as { body: Parameters<typeof connect>[0] };
  expect(await (await connect(body)).next('desired')).toEqual({ generation: 1, streams: {} });
  expect(JSON.stringify((await fixture.admin.get('/api/devices')).body)).not.toContain(body.secret);
  expect(await fixture.admin.post('/api/devices', { id: 'rest-1', site: 'plant-b' })).toMatchObject(
    {
      status: 409,
      body: { code: 'idTaken' },
    },
  );
});

test.each([
  [{ id: 'Pump 1', site: 'a' }, 'id: '],
  [{ id: '-pump', site: 'a' }, 'id: '],
  [{ id: '_hub', site: 'a' }, 'id: '],
  [{ id: 'pump/1', site: 'a' }, 'id: '],
  [{ id: 'pump' }, 'site: '],
  [{ id: 'pump', site: 'a', labels: { line: 3 } }, 'labels.line: '],
])('is not enrolled: %j', async (body, words) => {
  expect(await fixture.admin.post('/api/devices', body)).toMatchObject({
    status: 400,
    body: { code: 'badRequest', message: expect.stringContaining(words) },
  });
});

test('unknown until heard, online while it is there, offline when it dies', async () => {
  const { id, device } = await enrolled();
  expect(await summary(id)).toMatchObject({ presence: 'unknown', lastSeenAt: null });
  await device.say('status', statusOf());
  await expect.poll(() => summary(id)).toMatchObject({ presence: 'online', agentVersion: '1.2.3' });
  await device.die();
  await expect.poll(() => summary(id)).toMatchObject({ presence: 'offline' });
});

test('what it reports and its load are shown; an older report that comes later is not', async () => {
  const { id, device } = await enrolled();
  const at = 1_764_000_000_500;
  await device.say('reported', reportedOf([{ name: 'loop', phase: 'scoring' }], { at }));
  await device.say('reported', reportedOf([{ name: 'loop', phase: 'stale' }], { at: at - 1 }));
  await device.say('load', loadOf(42));
  await expect
    .poll(() => summary(id))
    .toMatchObject({
      streams: [{ name: 'loop', phase: 'scoring' }],
      load: { cpuPercent: 42 },
    });
});

test('a policy reaches the device as the next generation, and again until it follows', async () => {
  const { id, device } = await enrolled();
  expect(await device.next('desired')).toEqual({ generation: 1, streams: {} });
  const path = `/api/devices/${id}/streams/loop/policy`;
  expect((await fixture.admin.request('PUT', path, policy)).status).toBe(204);
  const desired = { generation: 2, streams: { loop: { policy } } };
  expect(await device.desired(2)).toEqual(desired);
  // The same again is no new generation, yet told.
  await fixture.admin.request('PUT', path, policy);
  expect(await device.next('desired')).toEqual(desired);
  await device.say('reported', reportedOf([], { observedGeneration: 1 }));
  expect(await device.next('desired')).toEqual(desired);
  await fixture.admin.request('DELETE', path);
  expect(await device.desired(3)).toEqual({ generation: 3, streams: {} });
});

test('a budget and a decision are set, and what a script leaves out stays with the device', async () => {
  const { id, device } = await enrolled();
  const path = `/api/devices/${id}/streams/loop/policy`;
  const levels = { raiseLevel: null, clearLevel: null, onDelayMs: 0, offDelayMs: 0 };
  const asked = { ...levels, alarmsPerDay: 0.25, decision: 'cusum' };
  expect((await fixture.admin.request('PUT', path, asked)).status).toBe(204);
  const set = { ...asked, adaptive: null, commissioning: null };
  expect(await device.desired(2)).toEqual({
    generation: 2,
    streams: { loop: { policy: set } },
  });
  expect((await fixture.admin.get(`/api/devices/${id}`)).body).toMatchObject({
    policies: { loop: set },
  });
});

test.each([
  [{ alarmsPerDay: 0 }, 'alarmsPerDay: '],
  [{ alarmsPerDay: 10_001 }, 'alarmsPerDay: '],
  [{ decision: 'guess' }, 'decision: '],
  [{ adaptive: 'yes' }, 'adaptive: '],
])('is no policy: %j', async (part, words) => {
  const { id } = await enrol();
  const path = `/api/devices/${id}/streams/loop/policy`;
  expect(await fixture.admin.request('PUT', path, { ...policy, ...part })).toMatchObject({
    status: 400,
    body: { code: 'badRequest', message: expect.stringContaining(words) },
  });
});

test('a device that knows a later generation, as after a restored backup, is overtaken', async () => {
  const { device } = await enrolled();
  await device.next('desired');
  await device.say('reported', reportedOf([], { observedGeneration: 41 }));
  expect(await device.desired(42)).toEqual({ generation: 42, streams: {} });
});

test('an alert that would clear before it is raised is no policy', async () => {
  const { id } = await enrolled();
  const crossed = { ...policy, clearLevel: 5 };
  const path = `/api/devices/${id}/streams/loop/policy`;
  expect(await fixture.admin.request('PUT', path, crossed)).toMatchObject({
    status: 400,
    body: { code: 'badRequest' },
  });
});

test('a command is sent, and sent again to a device that comes back before it expires', async () => {
  const { id, device } = await enrolled();
  await device.say('reported', reportedOf([{ name: 'loop', faults: ['leak'] }]));
  await expect.poll(async () => (await summary(id)).streams.length).toBe(1);
  const asked = { type: 'injectFault', stream: 'loop', fault: 'leak' };
  const answer = await fixture.admin.post(`/api/devices/${id}/commands`, asked);
  expect(answer).toMatchObject({
    status: 201,
    body: { type: 'injectFault', createdBy: 'admin', result: null },
  });
  const first = await device.next('commands');
  expect(first).toMatchObject({ args: { stream: 'loop', fault: 'leak', severity: 1 } });
  await device.say('status', statusOf({ session: 2 }));
  expect(await device.next('commands')).toEqual(first);
});

test('the first answer to a command counts, of its device alone, and none is sent again after it', async () => {
  const [asked, other] = [await enrolled(), await enrolled()];
  await asked.device.say('reported', reportedOf([{ name: 'loop' }]));
  await expect.poll(async () => (await summary(asked.id)).streams.length).toBe(1);
  const path = `/api/devices/${asked.id}/commands`;
  await fixture.admin.post(path, { type: 'selfTest', stream: 'loop' });
  const { id } = await asked.device.next('commands');
  const answer = (seq: number, ok: boolean) => ({
    type: 'commandResult',
    commandId: id,
    ok,
    detail: `answer ${seq}`,
    seq,
    at: 1_764_000_000_000,
    sourceAt: null,
    clockOffsetMs: null,
    clock: 'unknown',
    bootId: 'boot',
    replayed: false,
  });
  await other.device.say('events', { queueId: 'other', records: [answer(1, false)] });
  await asked.device.say('events', { queueId: 'q', records: [answer(2, true)] });
  await asked.device.say('events', { queueId: 'q', records: [answer(3, false)] });
  await expect
    .poll(async () => (await fixture.admin.get(path)).body)
    .toMatchObject([{ id, result: { ok: true, detail: 'answer 2' } }]);
});

test.each([
  ['POST', '/api/devices/nobody/revoke', {}],
  ['GET', '/api/devices/nobody/commands', undefined],
  ['POST', '/api/devices/nobody/commands', { type: 'selfTest', stream: 'loop' }],
  ['PUT', '/api/devices/nobody/streams/loop/policy', policy],
])('%s %s: there is no such device', async (method, path, body) => {
  expect(await fixture.admin.request(method, path, body)).toMatchObject({
    status: 404,
    body: { code: 'notFound', message: 'There is no device nobody.' },
  });
});

test('revoked: its connection ends, its secret is void, and its word counts no more', async () => {
  const credential = await enrol();
  const { client } = await connect(credential);
  const gone = new Promise<void>((resolve) => client.once('close', () => resolve()));
  const answer = await fixture.admin.post(`/api/devices/${credential.id}/revoke`);
  expect(answer).toMatchObject({ status: 200, body: { revokedAt: expect.any(Number) } });
  await gone;
  await expect(connect(credential)).rejects.toMatchObject({ code: 4 });
  const { id, site } = credential;
  expect(fixture.hub.devices.isMember({ device: id, site })).toBe(false);
  expect((await fixture.admin.post(`/api/devices/${id}/revoke`)).status).toBe(409);
});

test.each(['status', 'reported', 'load'] as const)(
  'a %s that cannot be parsed is set aside, and what comes after it is taken',
  async (kind) => {
    const { id, device } = await enrolled();
    await device.sayRaw(kind, Buffer.from('{"online":'));
    await device.sayRaw(kind, Buffer.from([0x1f, 0x8b, 0, 0]));
    await device.say('load', loadOf(7));
    await expect.poll(() => summary(id)).toMatchObject({ load: { cpuPercent: 7 } });
  },
);
