import type { EventRecord } from '@lookout/shared/protocol/records';
import { Random } from '@lookout/shared/simulator/random';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { AlertRooms } from './alert-rooms.fixture.ts';
import { cleared, raised, sensorFault, updated, uuid } from './records.fixture.ts';

let rooms: AlertRooms;
beforeAll(async () => {
  rooms = await AlertRooms.open();
});
afterAll(() => rooms.database.close());
beforeEach(() => rooms.clear());

const alert = async (id = uuid(1)) => (await rooms.service.detail(id)).alert;

test.each<[string, EventRecord[][], object]>([
  [
    'raised, then cleared',
    [[raised({ seq: 1, at: 1000 })], [cleared({ seq: 2, at: 2000 })]],
    { state: 'unacknowledgedReturned', raisedAt: 1000, since: 500, clearedAt: 2000 },
  ],
  [
    'cleared overtakes raised',
    [[cleared({ seq: 2, at: 2000 })], [raised({ seq: 1, at: 1000, priority: 'high' })]],
    {
      state: 'unacknowledgedReturned',
      raisedAt: 1000,
      since: 500,
      clearedAt: 2000,
      clearReason: 'returned',
      priority: 'high',
    },
  ],
  [
    'an old update comes last',
    [
      [raised({ seq: 1, at: 1000 })],
      [updated({ seq: 3, at: 3000, score: 6, peakScore: 9, priority: 'medium' })],
      [updated({ seq: 2, at: 2000, score: 9, peakScore: 9, priority: 'high' })],
    ],
    { state: 'unacknowledgedActive', score: 6, peakScore: 9, priority: 'medium' },
  ],
  [
    'all in one batch, in disorder',
    [[cleared({ seq: 3, at: 3000 }), updated({ seq: 2, at: 2000 }), raised({ seq: 1, at: 1000 })]],
    { state: 'unacknowledgedReturned', raisedAt: 1000, clearedAt: 3000, priority: 'high' },
  ],
  [
    'the same twice',
    [[raised({ seq: 1 }), raised({ seq: 1 })], [raised({ seq: 1 })]],
    { state: 'unacknowledgedActive', chattering: false },
  ],
  [
    'an id in capitals',
    [
      [raised({ seq: 1, alertId: uuid(1).toUpperCase() })],
      [cleared({ seq: 2, alertId: uuid(1).toUpperCase() })],
    ],
    { id: uuid(1), state: 'unacknowledgedReturned' },
  ],
])('%s', async (_, batches, expected) => {
  for (const batch of batches) await rooms.receive(batch);
  expect(await alert()).toMatchObject({ area: 'hall', ...expected });
});

test('a sensor fault is its own kind, in the words of the device', async () => {
  await rooms.receive([sensorFault({ seq: 1 })]);
  expect(await alert(uuid(2))).toMatchObject({
    kind: 'sensorFault',
    what: 'Pressure has not moved for 40 rows',
    state: 'unacknowledgedActive',
    score: null,
  });
  await rooms.receive([sensorFault({ seq: 2, at: 5000, active: false })]);
  expect(await alert(uuid(2))).toMatchObject({ clearedAt: 5000, state: 'unacknowledgedReturned' });
});

test('any order, any batches, people in between: the same end', async () => {
  const records = [
    raised({ seq: 1, at: 1000, priority: 'low' }),
    updated({ seq: 2, at: 2000, score: 8, peakScore: 8 }),
    updated({ seq: 3, at: 3000, score: 6, peakScore: 8, priority: 'medium' }),
    cleared({ seq: 4, at: 4000, score: 1, peakScore: 8 }),
  ];
  const ends: unknown[] = [];
  for (let seed = 1; seed <= 30; seed += 1) {
    await rooms.clear();
    const random = new Random(seed);
    const order = shuffled([...records, ...records], random);
    const acknowledgeAfter = 1 + Math.floor(random.uniform() * order.length);
    for (let i = 0; i < order.length; ) {
      const size = 1 + Math.floor(random.uniform() * 3);
      await rooms.receive(order.slice(i, i + size));
      if (i < acknowledgeAfter && i + size >= acknowledgeAfter)
        await rooms.service.acknowledge(uuid(1), 'ada', null);
      i += size;
    }
    ends.push(await alert());
  }
  expect(new Set(ends.map((end) => JSON.stringify(end))).size).toBe(1);
  expect(ends[0]).toMatchObject({ state: 'normal', acknowledgedBy: 'ada', priority: 'medium' });
});

test('two hubs that bring parts of one alert at once leave it whole', async () => {
  const ids = Array.from({ length: 20 }, (_, i) => uuid(100 + i));
  await Promise.all([
    rooms.receive(ids.map((alertId, i) => raised({ seq: i + 1, at: 1000, alertId }))),
    rooms.receive(
      ids.toReversed().map((alertId, i) => cleared({ seq: i + 50, at: 90_000, alertId })),
    ),
  ]);
  const { alerts } = await rooms.service.list({ state: 'all', shelved: 'show', limit: 50 });
  expect(alerts).toHaveLength(20);
  for (const one of alerts) expect(one).toMatchObject({ raisedAt: 1000, clearedAt: 90_000 });
});

test('three transitions of an asset within a minute are chattering, whatever their order', async () => {
  const first = [
    raised({ seq: 1, at: 100_000, alertId: uuid(11) }),
    cleared({ seq: 2, at: 110_000, alertId: uuid(11) }),
  ];
  const second = [
    raised({ seq: 3, at: 120_000, alertId: uuid(12) }),
    cleared({ seq: 4, at: 900_000, alertId: uuid(12) }),
  ];
  const later = raised({ seq: 5, at: 930_000, alertId: uuid(13) });
  const elsewhere = raised({ seq: 6, at: 121_000, alertId: uuid(14), stream: 'other' });
  const chattering = async () => {
    const { alerts } = await rooms.service.list({ state: 'all', shelved: 'show', limit: 50 });
    return alerts.filter((one) => one.chattering).map(({ id }) => id);
  };
  for (const batches of [
    [[later], second, first, [elsewhere]],
    [[elsewhere], first, second, [later]],
  ]) {
    await rooms.clear();
    for (const batch of batches) await rooms.receive(batch);
    expect((await chattering()).sort()).toEqual([uuid(11), uuid(12)]);
  }
});

test('two devices may choose the same id', async () => {
  await rooms.receive([raised({ seq: 1, at: 1000 })], 'pump-1');
  rooms.now += 1;
  await rooms.receive([raised({ seq: 1, at: 2000 }), cleared({ seq: 2, at: 3000 })], 'pump-2');
  expect(await alert()).toMatchObject({ device: 'pump-1', state: 'unacknowledgedActive' });
});

function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, at: random.uniform() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
