import type { RoomName, RoomPosition } from '@lookout/shared/protocol/live';
import { Alert, AlertPage, DeviceDetail, Overview, type Role } from '@lookout/shared/protocol/rest';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { cleared, raised, uuid } from '../../cloud-hub/src/alert/records.fixture.ts';
import { scoreBlock } from '../../cloud-hub/src/score/blocks.fixture.ts';
import { eventually } from '../support/eventually.ts';
import { TestHub } from '../support/hub.ts';
import { LiveLine } from '../support/live-line.ts';
import { RawDevice } from '../support/raw-device.ts';
import { reported } from '../support/reported.ts';
import { Session } from '../support/session.ts';

let hub: TestHub;
let device: RawDevice;
let session: Session;
let number = 0;

beforeAll(async () => {
  hub = await TestHub.start();
  device = await RawDevice.connect(await hub.enrol({ id: 'pump-1', site: 'plant' }));
  session = await Session.signIn(hub.url, hub.admin);
  await device.send('status', {
    online: true,
    session: 1,
    bootId: 'boot',
    agentVersion: '1',
    at: 1,
  });
  await device.send('reported', reported({}));
  await eventually('the asset', async () => {
    const { assets } = await hub.get('/api/overview', Overview);
    return assets[0]?.presence === 'online' ? true : null;
  });
});
afterAll(async () => {
  await device.end();
  await hub.stop();
});

async function open(cookie = session.cookie): Promise<LiveLine> {
  const line = await LiveLine.open(hub.url, { cookie, origin: hub.url });
  onTestFinished(() => line.close());
  return line;
}

async function joined(line: LiveLine, room: RoomName): Promise<RoomPosition> {
  const position = await line.join(room);
  if ('error' in position) throw new Error(position.error);
  return position;
}

async function send(...make: ((seq: number) => ReturnType<typeof raised | typeof cleared>)[]) {
  number += 1;
  const queueId = `queue-${number}`;
  const records = make.map((one, i) => one(i + 1));
  await device.send('events', { queueId, records });
  await device.untilAcknowledged(queueId, [records.length]);
}

describe('the door', () => {
  test.each([
    ['no session', () => ({ origin: hub.url })],
    ['a made-up session', () => ({ origin: hub.url, cookie: `${session.cookie}x` })],
    ["another site's page", () => ({ origin: 'http://evil.example', cookie: session.cookie })],
  ])('stays closed for %s', async (_, headers) => {
    await expect(LiveLine.open(hub.url, headers())).rejects.toThrow('notSignedIn');
  });

  test('there are no other rooms', async () => {
    const line = await open();
    const name: string = 'device:../pump';
    expect(await line.join(name as RoomName)).toEqual({ error: 'noSuchRoom' });
  });

  test('closes behind whoever signs out', async () => {
    const leaving = await Session.signIn(hub.url, hub.admin);
    const line = await open(leaving.cookie);
    await leaving.post('/api/logout', {});
    const gone = new Promise((resolve) => line.socket.once('disconnect', resolve));
    line.socket.emit('join', 'overview', () => undefined);
    expect(await gone).toBe('io server disconnect');
  });
});

test('an alert reaches the list, the overview and its device, each with its next revision', async () => {
  const line = await open();
  const rooms: RoomName[] = ['alerts', 'overview', 'device:pump-1'];
  const before = await Promise.all(rooms.map((room) => joined(line, room)));
  const alertId = uuid(1);
  await send((seq) => raised({ seq, alertId, priority: 'high' }));

  const list = await line.until('alerts', ({ alerts }) => alerts?.[0]?.id === alertId);
  expect(list.alerts).toMatchObject([{ state: 'unacknowledgedActive', area: 'hall' }]);
  const overview = await line.until('overview', ({ assets }) => assets?.[0]?.openAlerts === 1);
  expect(overview.assets).toMatchObject([
    {
      device: 'pump-1',
      stream: 'loop',
      worstPriority: 'high',
      headline: 'Pressure 0.31 bar, expected 0.05',
    },
  ]);
  const own = await line.until('device:pump-1', ({ device: summary }) => summary?.openAlerts === 1);
  expect(own.alerts?.[0]?.id).toBe(alertId);
  rooms.forEach((room, i) => {
    const [first] = line.of(room);
    expect(first?.epoch).toBe(before[i]?.epoch);
    expect(first?.revision).toBe((before[i]?.revision ?? 0) + 1);
  });

  await session.post(`/api/alerts/${alertId}/acknowledge`, { note: 'on my way' });
  const after = await line.until('alerts', ({ alerts }) => alerts?.[0]?.acknowledgedBy != null);
  expect(after.alerts?.[0]).toMatchObject({ acknowledgedBy: hub.admin.name, note: 'on my way' });
});

test('many changes are few updates, without a hole and without a loss', async () => {
  const line = await open();
  await joined(line, 'device:pump-1');
  await joined(line, 'overview');
  const from = Date.now();
  for (let i = 0; i < 100; i += 1)
    await device.send('scores', {
      queueId: 'fast',
      blocks: [scoreBlock({ seq: i + 1 }, [from + i * 10], [i])],
    });
  const last = from + 990;
  await line.until('device:pump-1', ({ scores }) => scores?.at(-1)?.at.at(-1) === last);
  const updates = line.of('device:pump-1');
  const seen = updates.flatMap(({ scores }) => scores?.flatMap(({ score }) => score) ?? []);
  expect(seen.toSorted((a, b) => Number(a) - Number(b))).toEqual(
    Array.from({ length: 100 }, (_, i) => i),
  );
  const tookMs = Date.now() - from;
  expect(updates.length).toBeLessThanOrEqual(tookMs / 200 + 2);
  const revisions = updates.map(({ revision }) => revision);
  expect(revisions).toEqual(revisions.map((_, i) => (revisions[0] ?? 0) + i));
  const tile = await line.until('overview', ({ assets }) => assets?.[0]?.lastScoreAt === last);
  expect(tile.assets?.[0]?.sparkline.at(-1)?.score).toBe(99);
});

test('a snapshot is never behind the position it names', async () => {
  const line = await open();
  await joined(line, 'alerts');
  const sending = (async () => {
    for (let i = 0; i < 20; i += 1)
      await send((seq) => raised({ seq, alertId: uuid(500 + i), at: 10_000 + i }));
  })();
  const snapshots: AlertPage[] = [];
  let busy = true;
  sending.finally(() => {
    busy = false;
  });
  while (busy) snapshots.push(await hub.get('/api/alerts?limit=500', AlertPage));
  await sending;
  await line.until('alerts', ({ alerts }) => alerts?.some(({ id }) => id === uuid(519)) ?? false);
  for (const { revision, alerts } of snapshots) {
    const held = new Set(alerts.map(({ id }) => id));
    const told = line.of('alerts').filter((update) => update.revision <= revision);
    for (const { id } of told.flatMap((update) => update.alerts ?? []))
      expect(held.has(id)).toBe(true);
  }
});

test('a room that nobody is in moves on, so that an old snapshot is seen to be old', async () => {
  const before = await hub.get('/api/devices/pump-1', DeviceDetail);
  await send((seq) => raised({ seq, alertId: uuid(2) }));
  const position = await eventually('the next flush', async () => {
    const now = await hub.get('/api/devices/pump-1', DeviceDetail);
    return now.revision > before.revision ? now : null;
  });
  expect(position.epoch).toBe(before.epoch);
  expect((await joined(await open(), 'device:pump-1')).revision).toBeGreaterThan(before.revision);
});

test('a tile that goes away is a hole: the overview is fetched again', async () => {
  const line = await open();
  const { revision } = await joined(line, 'overview');
  await device.send('reported', reported({}, { name: 'tank' }));
  await line.until('overview', ({ assets }) => assets?.length === 2);
  await device.send('reported', reported({}));
  await line.until('overview', (update) => update.assets?.length === 1);
  expect(line.of('overview').at(-1)?.revision).toBeGreaterThan(
    revision + line.of('overview').length,
  );
  expect((await hub.get('/api/overview', Overview)).assets).toHaveLength(1);
});

describe('roles', () => {
  const enter = async (role: Role) => {
    const user = { name: role, password: 'a long enough password' };
    await session.post('/api/users', { ...user, role });
    return Session.signIn(hub.url, user);
  };

  test('a viewer sees and does not act; an operator acts under their own name', async () => {
    await send(
      (seq) => raised({ seq, alertId: uuid(3), stream: 'tank' }),
      (seq) => raised({ seq, alertId: uuid(4), stream: 'tank' }),
    );
    const viewer = await enter('viewer');
    const path = `/api/alerts/${uuid(3)}`;
    const acts: [string, object][] = [
      [`${path}/acknowledge`, {}],
      [`${path}/shelve`, { minutes: 5, reason: 'test' }],
      [`${path}/unshelve`, {}],
      ['/api/alerts/acknowledge', { ids: [uuid(3)] }],
    ];
    for (const [act, body] of acts) await expect(viewer.post(act, body)).rejects.toThrow('403');
    expect((await viewer.get('/api/alerts?stream=tank', AlertPage)).total).toBe(2);
    await joined(await open(viewer.cookie), 'alerts');

    const operator = await enter('operator');
    const shelved = Alert.parse(await operator.post(`${path}/shelve`, { minutes: 5, reason: 'x' }));
    expect(shelved.shelvedBy).toBe('operator');
    await operator.post('/api/alerts/acknowledge', { ids: [uuid(3), uuid(4)] });
    const { alerts } = await viewer.get('/api/alerts?stream=tank', AlertPage);
    expect(alerts.map(({ acknowledgedBy }) => acknowledgedBy)).toEqual(['operator', 'operator']);
    await expect(operator.post(`${path}/shelve`, { minutes: 0, reason: '' })).rejects.toThrow(
      '400',
    );
  });
});
