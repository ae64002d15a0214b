import { gzipSync } from 'node:zlib';
import { topicOf } from '@lookout/shared/protocol/messages';
import { AlertDetail, CommandState, DeviceDetail, Series } from '@lookout/shared/protocol/rest';
import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import {
  cleared,
  commandResult,
  gap,
  raised,
  uuid,
} from '../../cloud-hub/src/alert/records.fixture.ts';
import { scoreBlock } from '../../cloud-hub/src/score/blocks.fixture.ts';
import { eventually } from '../support/eventually.ts';
import { TestHub } from '../support/hub.ts';
import { openPool } from '../support/pool.ts';
import { startTestPostgres, type TestPostgres } from '../support/postgres.ts';
import { RawDevice } from '../support/raw-device.ts';
import { reported } from '../support/reported.ts';

// The real hub, broker and PostgreSQL; the device says what no well-behaved agent would.
let postgres: TestPostgres;
let db: Pool;
let hub: TestHub;
let device: RawDevice;
let queue = 0;
let queueId = '';

beforeAll(async () => {
  postgres = await startTestPostgres();
  db = openPool(postgres.url);
  hub = await TestHub.start({ DATABASE_URL: postgres.url });
  device = await RawDevice.connect(await hub.enrol({ id: 'pump-1', site: 'plant' }));
});
afterAll(async () => {
  await device.end();
  await hub.stop();
  await db.end();
  await postgres.stop();
});

/** Every test has a queue and an alert of its own. */
function fresh(): string {
  queue += 1;
  queueId = `queue-${queue}`;
  return uuid(1000 + queue);
}

const rowsOf = async (sql: string, parameters: unknown[] = []) =>
  (await db.query(sql, parameters)).rows;
const storedSeqs = async () => {
  const rows = await rowsOf('SELECT seq::int FROM events WHERE queue_id = $1 ORDER BY seq', [
    queueId,
  ]);
  return rows.map(({ seq }) => seq);
};

test('the same message twice is stored once and acknowledged twice', async () => {
  const alertId = fresh();
  const message = {
    queueId,
    records: [
      raised({ seq: 1, alertId, clockOffsetMs: 250 }),
      cleared({ seq: 2, alertId, at: 9000 }),
    ],
  };
  for (const times of [1, 2]) {
    await device.send('events', message);
    await eventually('acknowledgement', async () =>
      device.acks.filter((ack) => ack.queueId === queueId).length === times ? true : null,
    );
  }
  expect(device.acks.at(-1)?.ranges).toEqual([[1, 2]]);
  expect(
    await rowsOf(
      `SELECT type, at::int, corrected_at::int, received_at > at AS later FROM events
       WHERE queue_id = $1 ORDER BY seq`,
      [queueId],
    ),
  ).toEqual([
    { type: 'raised', at: 1000, corrected_at: 1250, later: true },
    { type: 'cleared', at: 9000, corrected_at: 9000, later: true },
  ]);
  const { alert, history } = await hub.get(`/api/alerts/${alertId}`, AlertDetail);
  expect(alert).toMatchObject({
    what: 'Pressure 0.31 bar, expected 0.05',
    state: 'unacknowledgedReturned',
  });
  expect(history.map(({ what }) => what)).toEqual(['raised', 'cleared']);
});

test('nothing is acknowledged before its commit, whatever happens to the transaction', async () => {
  const alertId = fresh();
  const lock = await db.connect();
  const backend = async () => {
    const [row] = await rowsOf(
      `SELECT pid FROM pg_stat_activity
       WHERE wait_event_type = 'Lock' AND query LIKE '%INSERT INTO alerts%'`,
    );
    return (row?.pid as number | undefined) ?? null;
  };
  try {
    // The events are inserted, the alert has to wait: the transaction stands half done.
    await lock.query('BEGIN');
    await lock.query('LOCK TABLE alerts IN SHARE MODE');
    await device.send('events', { queueId, records: [raised({ seq: 1, alertId })] });
    const first = await eventually('a transaction that waits', backend);
    await db.query('SELECT pg_terminate_backend($1)', [first]);
    await eventually('another attempt', async () => {
      const now = await backend();
      return now !== null && now !== first ? now : null;
    });
    expect((await fetch(`${hub.url}/healthz`)).status).toBe(503);
    expect(device.acknowledged(queueId).size).toBe(0);
    expect(await storedSeqs()).toEqual([]);
  } finally {
    await lock.query('ROLLBACK');
    lock.release();
  }
  await device.untilAcknowledged(queueId, [1]);
  expect(await storedSeqs()).toEqual([1]);
  expect((await fetch(`${hub.url}/healthz`)).status).toBe(200);
});

test('what cannot be read is set aside with its reason and blocks nothing', async () => {
  const alertId = fresh();
  const good = (seq: number) => raised({ seq, alertId });
  const send = async () => {
    await device.sendBytes('events', 'this is no JSON');
    await device.sendBytes('events', gzipSync(Buffer.alloc(32 * 1024 * 1024)));
    await device.sendBytes('scores', '{"queueId":"s","blocks":[]}');
    await device.sendBytes('load', '{"at":"yesterday"}');
    await device.send('events', {
      queueId,
      records: [
        good(1),
        { ...good(2), score: 'high' },
        { ...good(3), channels: [{ ...good(3).channels[0], channel: 'a\0b' }] },
        { type: 'novel', seq: 4, at: 1, data: JSON.parse('['.repeat(3000) + ']'.repeat(3000)) },
        { type: 'novel', seq: 5, at: 1, anything: ['is', 'kept'] },
        good(6),
      ],
    });
    await device.untilAcknowledged(queueId, [1, 2, 3, 5, 6]);
  };
  await send();
  await device.untilAcknowledged(queueId, [4]);
  await send();
  expect(await storedSeqs()).toEqual(expect.arrayContaining([1, 5, 6]));
  expect(await storedSeqs()).not.toEqual(expect.arrayContaining([2]));
  expect(
    await rowsOf(
      `SELECT code, seq::int, reason FROM dead_letters WHERE queue_id = $1 ORDER BY seq`,
      [queueId],
    ),
  ).toEqual(
    expect.arrayContaining([
      { code: 'badRecord', seq: 2, reason: expect.stringContaining('score') },
      { code: 'rejected', seq: 3, reason: expect.any(String) },
    ]),
  );
  const whole = await eventually('all dead letters', async () => {
    const rows = await rowsOf(`SELECT code, topic FROM dead_letters WHERE seq IS NULL ORDER BY no`);
    return rows.length === 8 ? rows : null;
  });
  expect(whole.slice(0, 4)).toEqual(
    expect.arrayContaining([
      { code: 'notJson', topic: topicOf('events', device.address) },
      { code: 'tooLarge', topic: topicOf('events', device.address) },
      { code: 'schema', topic: topicOf('scores', device.address) },
      { code: 'schema', topic: topicOf('load', device.address) },
    ]),
  );
  expect(
    await rowsOf(`SELECT record->'anything' AS kept FROM events WHERE queue_id = $1 AND seq = 5`, [
      queueId,
    ]),
  ).toEqual([{ kept: ['is', 'kept'] }]);
});

test('a gap is acknowledged with what it covers, and shown', async () => {
  fresh();
  const record = gap({ seq: 9, gapQueueId: queueId, ranges: [[3, 5]], count: 3 });
  await device.send('events', { queueId, records: [record] });
  await device.untilAcknowledged(queueId, [3, 4, 5, 9]);
  const { gaps } = await hub.get('/api/devices/pump-1', DeviceDetail);
  expect(gaps[0]).toMatchObject({ lane: 'events', count: 3, reason: 'capacity' });
});

test('the answer to a command is stored with the record that brings it', async () => {
  fresh();
  await device.send('reported', reported({}));
  await eventually('the report', async () => {
    const { device: shown } = await hub.get('/api/devices/pump-1', DeviceDetail);
    return shown.streams.length === 1 ? true : null;
  });
  const sent = CommandState.parse(
    await hub.post('/api/devices/pump-1/commands', { type: 'selfTest', stream: 'loop' }),
  );
  await device.send('events', {
    queueId,
    records: [commandResult({ seq: 1, commandId: sent.id, detail: 'all golden windows agree' })],
  });
  await device.untilAcknowledged(queueId, [1]);
  const commands = await hub.get('/api/devices/pump-1/commands', z.array(CommandState));
  expect(commands.find(({ id }) => id === sent.id)?.result).toMatchObject({
    ok: true,
    detail: 'all golden windows agree',
  });
});

test('scores are stored once, acknowledged by their own queue and read back', async () => {
  fresh();
  const at = Date.now();
  const block = scoreBlock({ seq: 1 }, [at - 2000, at - 1000, at], [1, null, 3]);
  const bad = { ...block, seq: 2, score: [1] };
  const later = scoreBlock({ seq: 3 }, [at, at + 1000], [3, 4]);
  await device.send('scores', { queueId, blocks: [block, bad, later] });
  await device.untilAcknowledged(queueId, [1, 2, 3]);
  const series = await hub.get(
    `/api/devices/pump-1/streams/loop/series?from=${at - 5000}&to=${at + 5000}`,
    Series,
  );
  expect(series.score).toEqual([1, null, 3, 4]);
  expect(await rowsOf('SELECT DISTINCT tableoid::regclass::text AS name FROM scores')).toEqual([
    { name: `scores_${new Date(at).toISOString().slice(0, 10).replaceAll('-', '')}` },
  ]);
});

test('many devices at once are batched, and each is told its own numbers', async () => {
  fresh();
  const devices = await Promise.all(
    Array.from({ length: 8 }, async (_, i) =>
      RawDevice.connect(await hub.enrol({ id: `tank-${i}`, site: 'plant' })),
    ),
  );
  await Promise.all(
    devices.map(async (one, i) => {
      const seqs = Array.from({ length: 50 }, (_, j) => 1 + i + 2 * j);
      for (const seq of seqs)
        await one.send('events', {
          queueId,
          records: [raised({ seq, at: seq * 1000, alertId: uuid(100_000 + 1000 * i + seq) })],
        });
      await one.untilAcknowledged(queueId, seqs);
      expect(one.acknowledged(queueId)).toEqual(new Set(seqs));
    }),
  );
  expect(
    await rowsOf('SELECT count(*)::int AS n FROM events WHERE queue_id = $1', [queueId]),
  ).toEqual([{ n: 400 }]);
  await Promise.all(devices.map((one) => one.end()));
});

test('the metrics count it all', async () => {
  const text = await (await fetch(`${hub.url}/metrics`)).text();
  const value = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
  expect(value('lookout_ingested_rows_total{lane="events"}')).toBeGreaterThan(400);
  expect(value('lookout_ingest_duplicates_total{lane="events"}')).toBeGreaterThan(1);
  expect(value('lookout_ingested_rows_total{lane="scores"}')).toBe(4);
  expect(value('lookout_ingest_failures_total{lane="events"}')).toBeGreaterThan(0);
  expect(value('lookout_dead_letters_total{code="notJson"}')).toBe(2);
  expect(value('lookout_ingest_ack_seconds_count{lane="events"}')).toBeGreaterThan(8);
  expect(value('lookout_live_clients')).toBe(0);
});
