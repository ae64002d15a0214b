import { AdaptationPage } from '@lookout/shared/protocol/adaptations';
import { AlertDetail, CommandState, DeviceDetail, type Role } from '@lookout/shared/protocol/rest';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import {
  adapted,
  cleared,
  commandResult,
  raised,
  uuid,
} from '../../cloud-hub/src/alert/records.fixture.ts';
import { judgementOf } from '../../cloud-hub/src/device/device.fixture.ts';
import { eventually } from '../support/eventually.ts';
import { TestHub } from '../support/hub.ts';
import { LiveLine } from '../support/live-line.ts';
import { RawDevice } from '../support/raw-device.ts';
import { reported } from '../support/reported.ts';
import { Session } from '../support/session.ts';

// The real hub, broker and PostgreSQL: what moves the judge of a stream, and how a person moves it.
let hub: TestHub;
let device: RawDevice;
let queue = 0;

beforeAll(async () => {
  hub = await TestHub.start();
  device = await RawDevice.connect(await hub.enrol({ id: 'pump-1', site: 'plant' }));
  const streams = ['loop', 'tank', 'fan'].map((name) => ({ name, judgement: judgementOf() }));
  await device.send('reported', reported(...streams, { name: 'bare' }));
  await eventually('the streams', async () => {
    const { device: summary } = await hub.get('/api/devices/pump-1', DeviceDetail);
    return summary.streams.length === 4 ? true : null;
  });
});
afterAll(async () => {
  await device.end();
  await hub.stop();
});

type Make = (seq: number) => { seq: number };
async function send(...make: Make[]): Promise<string> {
  queue += 1;
  const queueId = `queue-${queue}`;
  const records = make.map((one, i) => one(i + 1));
  await device.send('events', { queueId, records });
  await device.untilAcknowledged(queueId, [records.length]);
  return queueId;
}

async function enter(role: Role): Promise<Session> {
  const user = { name: `${role}-${++queue}`, password: 'a long enough password' };
  await hub.post('/api/users', { ...user, role });
  return Session.signIn(hub.url, user);
}

const at = (stream: string, rest: string) => `/api/devices/pump-1/streams/${stream}/${rest}`;
const adaptations = (stream: string, query = '') =>
  hub.get(at(stream, `adaptations${query}`), AdaptationPage);

describe('adaptations', () => {
  test('delivered twice is kept once, as it was told', async () => {
    const record = adapted({ seq: 1, stream: 'fan', reason: 'commissioned', windows: 100 });
    const message = { queueId: 'twice', records: [record] };
    for (const times of [1, 2]) {
      await device.send('events', message);
      await eventually('acknowledgement', async () =>
        device.acks.filter(({ queueId }) => queueId === 'twice').length === times ? true : null,
      );
    }
    const { adaptations: list, next } = await adaptations('fan');
    const { type: _, seq, sourceAt, clockOffsetMs, clock, bootId, replayed, ...told } = record;
    expect(list).toEqual([{ ...told, id: 'twice/1', receivedAt: expect.any(Number) }]);
    expect(next).toBeNull();
  });

  test('pages hold each of them once, the newest first, in whatever order they came', async () => {
    const times = [30, 10, 20, 20, 50, 40, 20];
    await send(
      ...times.map(
        (at): Make =>
          (seq) =>
            adapted({ seq, stream: 'tank', at }),
      ),
    );
    await send((seq) => adapted({ seq, stream: 'loop', at: 25 }));
    const seen: { id: string; at: number }[] = [];
    let cursor = '';
    for (;;) {
      const page = await adaptations('tank', `?limit=2${cursor}`);
      expect(page.adaptations.length).toBeLessThanOrEqual(2);
      seen.push(...page.adaptations);
      if (page.next === null) break;
      cursor = `&cursor=${page.next}`;
    }
    expect(seen.map(({ at }) => at)).toEqual([50, 40, 30, 20, 20, 20, 10]);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(times.length);
  });

  test('a page that never was, and a device that is not there', async () => {
    await expect(adaptations('tank', '?cursor=x')).rejects.toThrow('badCursor');
    const path = '/api/devices/nobody/streams/loop/adaptations';
    await expect(hub.get(path, AdaptationPage)).rejects.toThrow('There is no device nobody.');
  });

  test('whoever watches the device hears of it, past the snapshot that they hold', async () => {
    const session = await enter('viewer');
    const line = await LiveLine.open(hub.url, { cookie: session.cookie, origin: hub.url });
    onTestFinished(() => line.close());
    await line.join('device:pump-1');
    const held = await adaptations('loop');
    const queueId = await send((seq) => adapted({ seq, reason: 'drift', toLevel: 6 }));
    // What the tests before have sent may come first.
    const update = await line.until(
      'device:pump-1',
      (u) => u.adaptations?.some(({ id }) => id === `${queueId}/1`) ?? false,
    );
    const told = update.adaptations?.find(({ id }) => id === `${queueId}/1`);
    expect(told).toMatchObject({ stream: 'loop', toLevel: 6 });
    expect(update).toMatchObject({ epoch: held.epoch });
    expect(update.revision).toBeGreaterThan(held.revision);
  });
});

describe('acknowledge and reset', () => {
  const path = at('loop', 'acknowledge-and-reset');

  test("asked under the session's name; what stands is seen, and ends by the device's word", async () => {
    const alertId = uuid(1);
    await send((seq) => raised({ seq, alertId }));
    const operator = await enter('operator');
    const body = { mode: 'rezero', by: 'somebody else' };
    const asked = CommandState.parse(await operator.post(path, body));
    const by = asked.createdBy;
    expect(by).toMatch(/^operator-/);
    const command = await device.nextCommand();
    expect(command).toMatchObject({
      id: asked.id,
      type: 'acknowledgeAndReset',
      args: { stream: 'loop', mode: 'rezero', by },
    });

    const detail = () => hub.get(`/api/alerts/${alertId}`, AlertDetail);
    expect((await detail()).alert).toMatchObject({
      state: 'acknowledgedActive',
      acknowledgedBy: by,
      clearReason: null,
      resetBy: null,
    });
    await send(
      (seq) => cleared({ seq, alertId, at: 2_000, reason: 'reset' }),
      (seq) => adapted({ seq, at: 2_000, reason: 'rezeroed', by }),
      (seq) => commandResult({ seq, commandId: asked.id, detail: 'commissioning began anew' }),
    );
    const { alert, history } = await detail();
    expect(alert).toMatchObject({ state: 'normal', clearReason: 'reset', resetBy: by });
    expect(history).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ what: 'resetRequested', by }),
        expect.objectContaining({ what: 'cleared', text: 'reset' }),
      ]),
    );
    const rezeroed = (await adaptations('loop')).adaptations.find(({ by }) => by !== null);
    expect(rezeroed).toMatchObject({ reason: 'rezeroed', by });
    const [last] = await hub.get('/api/devices/pump-1/commands', z.array(CommandState));
    expect(last).toMatchObject({
      type: 'acknowledgeAndReset',
      createdBy: by,
      result: { ok: true, detail: 'commissioning began anew' },
    });
  });

  test.each<[string, string, object, Role, string]>([
    ['a viewer', 'loop', { mode: 'restore' }, 'viewer', '403'],
    ['a mode that is none', 'loop', { mode: 'forget' }, 'operator', '400'],
    ['no mode', 'loop', {}, 'operator', '400'],
    ['a stream that it has not', 'boiler', { mode: 'restore' }, 'operator', '404'],
    ['a stream without a judge', 'bare', { mode: 'restore' }, 'operator', 'notJudged'],
  ])('refused: %s', async (_, stream, body, role, words) => {
    const session = await enter(role);
    await send((seq) => raised({ seq, alertId: uuid(50 + queue), stream }));
    const asking = session.post(at(stream, 'acknowledge-and-reset'), body);
    await expect(asking).rejects.toThrow(words);
    const open = await hub.get(
      `/api/alerts?stream=${stream}&limit=1`,
      z.object({ alerts: z.array(z.object({ acknowledgedBy: z.string().nullable() })) }),
    );
    expect(open.alerts).toEqual([{ acknowledgedBy: null }]);
  });
});

test('the description of the API names both', async () => {
  const { paths } = await hub.get(
    '/api/openapi.json',
    z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) }),
  );
  const base = '/api/devices/{device}/streams/{stream}';
  expect(paths[`${base}/adaptations`]).toHaveProperty('get');
  expect(paths[`${base}/acknowledge-and-reset`]).toHaveProperty('post');
});
