import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { configureAgent, startAgent } from '../support/agent.ts';
import { burstStream, writeBursts } from '../support/bursts.ts';
import { CutLine } from '../support/cut-line.ts';
import { eventually } from '../support/eventually.ts';
import { TestHub } from '../support/hub.ts';
import { Mosquitto, mosquittoAvailable } from '../support/mosquitto.ts';
import { startTestPostgres } from '../support/postgres.ts';
import { scratchFolder } from '../support/scratch.ts';

const outageMs = 60_000;
const beforeMs = 10_000;
const seconds = (beforeMs + outageMs) / 1_000 + 10;
/** After a minute of failures the agent's back-off may be at two minutes, and an acknowledgement lost. */
const mostWaitMs = 300_000;
const streams = ['a', 'b', 'c', 'd'];

test('a broker that is gone for a minute under load costs no alert', async () => {
  await using scratch = await scratchFolder();
  const bursts = await writeBursts(scratch.path, seconds);
  const postgres = await startTestPostgres();
  onTestFinished(() => postgres.stop());
  const { hub, brokerUrl, pause, resume, admit } = await startHub(postgres.url);
  onTestFinished(() => hub.stop());
  const credential = await hub.enrol({ id: 'loop-1', site: 'bench' });
  await admit(credential.id, credential.secret);
  const files = await configureAgent(
    scratch.path,
    { ...credential, brokerUrl: brokerUrl() },
    streams.map((name) => burstStream(name, bursts)),
  );
  const agent = await startAgent(files);
  onTestFinished(() => agent.stop());

  await delay(beforeMs);
  const pausedAt = Date.now();
  await pause();
  await delay(outageMs);
  await resume();
  const resumedAt = Date.now();

  const expected = streams.length * bursts.alerts;
  const db = new pg.Client({ connectionString: postgres.url });
  await db.connect();
  onTestFinished(() => db.end());
  await eventually('every alert, raised and cleared', () => complete(db, expected), mostWaitMs);

  const { rows } = await db.query<RaisedRow>(raisedInOrder);
  expect(rows).toHaveLength(expected); // each once
  expect(new Set(rows.map(({ alert_id }) => alert_id)).size).toBe(expected);
  for (const stream of streams) {
    const times = rows.filter((row) => row.stream === stream).map(({ at }) => Number(at));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  }
  const during = rows.filter(({ at }) => Number(at) > pausedAt && Number(at) < resumedAt - 1_000);
  expect(during.length).toBeGreaterThan(expected / 2);
  expect(during.every(({ replayed }) => replayed)).toBe(true);
  const before = rows.filter(({ at }) => Number(at) < pausedAt - 3_000);
  expect(before.some(({ replayed }) => replayed)).toBe(false);
  const dead = await db.query('SELECT code, reason FROM dead_letters');
  expect(dead.rows).toEqual([]);
}, 500_000);

interface RaisedRow {
  readonly alert_id: string;
  readonly stream: string;
  readonly at: string;
  readonly replayed: boolean;
}

const raisedInOrder = `
  SELECT alert_id, stream, at, (record->>'replayed')::boolean AS replayed
  FROM events WHERE type = 'raised' ORDER BY queue_id, seq`;

async function complete(db: pg.Client, expected: number): Promise<true | null> {
  const { rows } = await db.query<{ raised: string; cleared: string }>(`
    SELECT count(*) FILTER (WHERE type = 'raised') AS raised,
           count(*) FILTER (WHERE type = 'cleared') AS cleared FROM events`);
  const [counts] = rows;
  return Number(counts?.raised) >= expected && Number(counts?.cleared) >= expected ? true : null;
}

/** On a real Mosquitto that is stopped; where there is none, the line to the embedded broker is cut. */
async function startHub(databaseUrl: string) {
  if (mosquittoAvailable()) {
    const users = { hub: 'hub-secret' };
    const broker = await Mosquitto.start(users);
    onTestFinished(() => broker.stop());
    const hub = await TestHub.start({
      DATABASE_URL: databaseUrl,
      MQTT_URL: broker.urlFor('hub', users.hub),
    });
    return {
      hub,
      brokerUrl: () => `mqtt://127.0.0.1:${broker.port}`,
      pause: () => broker.pause(),
      resume: () => broker.resume(),
      admit: (id: string, secret: string) => broker.setUsers({ ...users, [id]: secret }),
    };
  }
  console.info('No Mosquitto here: the line to the embedded broker is cut instead.');
  const hub = await TestHub.start({ DATABASE_URL: databaseUrl });
  const line = new CutLine(Number(new URL(hub.hub.brokerUrl).port));
  await line.mend();
  onTestFinished(() => line.cut());
  return {
    hub,
    brokerUrl: () => line.url,
    pause: () => line.cut(),
    resume: () => line.mend(),
    admit: async () => undefined,
  };
}
