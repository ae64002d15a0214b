import { AlertQuery } from '@lookout/shared/protocol/rest';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inTransaction } from '../database/transaction.ts';
import { alertsChanged, type ChangedAlert } from './alert.events.ts';
import { AlertRooms } from './alert-rooms.fixture.ts';
import { cleared, raised, sensorFault, uuid } from './records.fixture.ts';

const minuteMs = 60_000;
let rooms: AlertRooms;
let told: string[] = [];
beforeAll(async () => {
  rooms = await AlertRooms.open();
  rooms.events.on(alertsChanged, (changed: readonly ChangedAlert[]) =>
    told.push(...changed.map(({ id }) => id)),
  );
});
afterAll(() => rooms.database.close());
beforeEach(async () => {
  await rooms.clear();
  told = [];
});

const list = (query: Partial<AlertQuery> = {}) => rooms.service.list(AlertQuery.parse(query));
const ids = async (query: Partial<AlertQuery> = {}) =>
  (await list(query)).alerts.map(({ id }) => id);

describe('acknowledging', () => {
  test('records who and when, once', async () => {
    await rooms.receive([raised({ seq: 1 })]);
    rooms.now = 2_000_000;
    const alert = await rooms.service.acknowledge(uuid(1), 'ada', 'seen');
    expect(alert).toMatchObject({
      state: 'acknowledgedActive',
      acknowledgedAt: 2_000_000,
      acknowledgedBy: 'ada',
      note: 'seen',
    });
    rooms.now = 3_000_000;
    expect(await rooms.service.acknowledge(uuid(1), 'bob', null)).toEqual(alert);
    expect(told).toEqual([uuid(1)]);
    const { history } = await rooms.service.detail(uuid(1));
    expect(history).toEqual([
      { at: 2_000_000, what: 'acknowledged', by: 'ada', score: null, text: 'seen' },
    ]);
  });

  test('many at once, passing over ids that are unknown or done', async () => {
    await rooms.receive([1, 2, 3].map((i) => raised({ seq: i, alertId: uuid(i) })));
    await rooms.receive([cleared({ seq: 9, at: 5000, alertId: uuid(2) })]);
    await rooms.service.acknowledge(uuid(3), 'bob', null);
    const alerts = await rooms.service.acknowledgeMany([1, 2, 3, 4].map(uuid), 'ada', null);
    const states = alerts.map(({ id, state, acknowledgedBy }) => [id, state, acknowledgedBy]);
    expect(states.sort()).toEqual([
      [uuid(1), 'acknowledgedActive', 'ada'],
      [uuid(2), 'normal', 'ada'],
      [uuid(3), 'acknowledgedActive', 'bob'],
    ]);
  });

  test('an alert that is not there', async () => {
    await expect(rooms.service.acknowledge(uuid(9), 'ada', null)).rejects.toMatchObject({
      status: 404,
      code: 'notFound',
    });
  });
});

describe('a reset', () => {
  const reset = (by: string) =>
    rooms.service.requestReset({ device: 'pump-1', stream: 'loop' }, by, 'the new normal');

  test('acknowledges the anomalies that stand there, and nothing else', async () => {
    await rooms.receive([
      ...[1, 3, 4, 5].map((i) => raised({ seq: i, alertId: uuid(i) })),
      sensorFault({ seq: 2 }),
      cleared({ seq: 9, at: 5000, alertId: uuid(4) }),
      raised({ seq: 6, alertId: uuid(6), stream: 'tank' }),
    ]);
    await rooms.service.acknowledge(uuid(3), 'bob', 'seen');
    await reset('ada');
    const { alerts } = await list({ state: 'all' });
    const of = (i: number) => alerts.find(({ id }) => id === uuid(i));
    expect(of(1)).toMatchObject({ acknowledgedBy: 'ada', note: 'the new normal' });
    expect(of(3)).toMatchObject({ acknowledgedBy: 'bob', note: 'seen' });
    for (const untouched of [2, 4, 6]) expect(of(untouched)?.acknowledgedBy).toBeNull();
    expect(told.toSorted()).toEqual([uuid(3), uuid(1), uuid(3), uuid(5)].toSorted());
  });

  test("ends by the device's word, and says who asked", async () => {
    await rooms.receive([raised({ seq: 1 })]);
    await rooms.service.acknowledge(uuid(1), 'bob', null);
    await reset('ada');
    expect((await rooms.service.detail(uuid(1))).alert).toMatchObject({
      state: 'acknowledgedActive',
      resetBy: null,
    });
    await rooms.receive([cleared({ seq: 2, at: 5000, reason: 'reset' })]);
    const { alert, history } = await rooms.service.detail(uuid(1));
    expect(alert).toMatchObject({ state: 'normal', clearReason: 'reset', resetBy: 'ada' });
    expect(history).toMatchObject([
      { what: 'acknowledged', by: 'bob' },
      { what: 'resetRequested', by: 'ada', text: 'the new normal' },
    ]);
  });

  test('that the device did not follow is not why the alert ended', async () => {
    await rooms.receive([raised({ seq: 1 })]);
    await reset('ada');
    await rooms.receive([cleared({ seq: 2, at: 5000 })]);
    expect((await rooms.service.detail(uuid(1))).alert).toMatchObject({
      clearReason: 'returned',
      resetBy: null,
    });
  });
});

describe('shelving', () => {
  const shelve = (id: string, minutes: number) =>
    rooms.service.shelve(id, 'ada', { minutes, reason: 'pump under repair' });

  test('covers what the asset raises later, of the same kind only, until the time runs out', async () => {
    rooms.now = 1_000_000;
    await rooms.receive([raised({ seq: 1 }), sensorFault({ seq: 2 })]);
    expect(await shelve(uuid(1), 10)).toMatchObject({
      state: 'unacknowledgedActive',
      shelvedUntil: 1_000_000 + 10 * minuteMs,
      shelvedBy: 'ada',
      shelveReason: 'pump under repair',
    });
    await rooms.receive([
      raised({ seq: 3, alertId: uuid(3) }),
      raised({ seq: 4, alertId: uuid(4), stream: 'other' }),
    ]);
    expect((await ids({ shelved: 'only' })).sort()).toEqual([uuid(1), uuid(3)]);
    expect((await ids({ shelved: 'hide' })).sort()).toEqual([uuid(2), uuid(4)]);

    await rooms.service.sweepShelves(1_000_000 + 10 * minuteMs - 1);
    expect(await ids({ shelved: 'only' })).toHaveLength(2);
    told = [];
    await rooms.service.sweepShelves(1_000_000 + 10 * minuteMs);
    expect(await ids({ shelved: 'only' })).toEqual([]);
    expect(told.sort()).toEqual([uuid(1), uuid(3)]);
    const { history } = await rooms.service.detail(uuid(1));
    expect(history.map(({ what, by }) => [what, by])).toEqual([
      ['shelved', 'ada'],
      ['unshelved', null],
    ]);
  });

  test('a shelved alert still changes its state, and can be taken down by hand', async () => {
    await rooms.receive([raised({ seq: 1 }), raised({ seq: 2, alertId: uuid(5) })]);
    await shelve(uuid(1), 60);
    await rooms.receive([cleared({ seq: 3, at: 9000 })]);
    expect((await rooms.service.detail(uuid(1))).alert).toMatchObject({
      state: 'unacknowledgedReturned',
      shelvedBy: 'ada',
    });
    expect(await rooms.service.unshelve(uuid(5), 'bob')).toMatchObject({ shelvedUntil: null });
    expect(await ids({ shelved: 'only' })).toEqual([]);
    expect((await rooms.service.detail(uuid(1))).history.at(-1)).toMatchObject({ by: 'bob' });
  });

  test('what is shelved does not count as open', async () => {
    await rooms.receive([raised({ seq: 1, priority: 'high' }), sensorFault({ seq: 2 })]);
    const asset = { device: 'pump-1', stream: 'loop' };
    expect(await rooms.service.summaries(null)).toEqual([
      {
        ...asset,
        openAlerts: 2,
        worstPriority: 'high',
        sensorFaults: 1,
        headline: 'Pressure 0.31 bar, expected 0.05',
      },
    ]);
    await shelve(uuid(1), 60);
    expect(await rooms.service.summaries(['pump-1'])).toMatchObject([
      { ...asset, openAlerts: 1, worstPriority: 'medium' },
    ]);
    expect(await rooms.service.summaries(['pump-2'])).toEqual([]);
  });
});

describe('the list', () => {
  beforeEach(async () => {
    await rooms.receive([
      raised({ seq: 1, alertId: uuid(1), at: 1000, priority: 'low' }),
      raised({ seq: 2, alertId: uuid(2), at: 2000, priority: 'high' }),
      raised({ seq: 3, alertId: uuid(3), at: 3000, priority: 'high' }),
      raised({ seq: 4, alertId: uuid(4), at: 4000, priority: 'high' }),
      raised({ seq: 5, alertId: uuid(5), at: 5000, priority: 'medium' }),
      cleared({ seq: 6, alertId: uuid(5), at: 6000 }),
      sensorFault({ seq: 7, faultId: uuid(6), at: 7000, stream: 'tank' }),
      cleared({ seq: 8, alertId: uuid(1), at: 8000 }),
    ]);
    await rooms.service.acknowledgeMany([uuid(1), uuid(3)], 'ada', null);
  });

  test('open: unacknowledged first, then priority, then the newest', async () => {
    expect(await ids()).toEqual([4, 2, 6, 5, 3].map(uuid));
  });

  test.each<[Partial<AlertQuery>, number[]]>([
    [{ state: 'closed' }, [1]],
    [{ state: 'all' }, [6, 5, 4, 3, 2, 1]],
    [{ kind: 'sensorFault' }, [6]],
    [{ priority: 'high' }, [4, 2, 3]],
    [{ stream: 'tank' }, [6]],
    [{ device: 'pump-2' }, []],
    [{ search: 'NOT MOVED' }, [6]],
    [{ search: 'hall' }, [4, 2, 6, 5, 3]],
    [{ search: '100%' }, []],
    [{ state: 'all', search: '_' }, []],
  ])('%j', async (query, expected) => {
    expect(await ids(query)).toEqual(expected.map(uuid));
    expect((await list(query)).total).toBe(expected.length);
  });

  test.each(['open', 'all'] as const)(
    'pages of %s meet without holes or repeats',
    async (state) => {
      // The same moment for many: the time alone does not order them.
      await rooms.receive(
        Array.from({ length: 9 }, (_, i) =>
          raised({ seq: 20 + i, alertId: uuid(20 + i), at: 3000 }),
        ),
      );
      const whole = await ids({ state });
      const pages: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await list({ state, limit: 4, cursor });
        expect(page.total).toBe(whole.length);
        pages.push(...page.alerts.map(({ id }) => id));
        cursor = page.next ?? undefined;
      } while (cursor !== undefined);
      expect(pages).toEqual(whole);
    },
  );

  test('a cursor that is none', async () => {
    await expect(list({ cursor: 'bm9uc2Vuc2U' })).rejects.toMatchObject({ code: 'badCursor' });
  });

  test('the open list is read from its index', async () => {
    const plan = await inTransaction(rooms.database.pool, async (tx) => {
      await tx.query('SET LOCAL enable_seqscan = off');
      return tx.query<{ 'QUERY PLAN': string }>(
        `EXPLAIN SELECT id FROM alerts WHERE state <> 'normal'
         ORDER BY urgency, -raised_at, device, id LIMIT 10`,
      );
    });
    expect(plan.rows.map((row) => row['QUERY PLAN']).join('\n')).toMatch(/using alerts_open/);
  });
});
