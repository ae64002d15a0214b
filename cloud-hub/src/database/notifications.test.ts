import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase } from '../../../test/support/postgres.ts';
import { Notifications } from './notifications.ts';

let database: Awaited<ReturnType<typeof openTestDatabase>>;
beforeAll(async () => {
  database = await openTestDatabase({ entities: [], migrations: [] });
});
afterAll(() => database.close());

/** The first payload that comes on a channel from now on. */
async function nextOn(notifications: Notifications, channel: string) {
  const { promise, resolve } = Promise.withResolvers<string>();
  await notifications.listen(channel, resolve);
  return { payload: promise };
}

test('what one commits, the others hear, and no other channel', async () => {
  const notifications = new Notifications(database.pool);
  const a = await nextOn(notifications, 'a');
  const b = await nextOn(notifications, 'b');
  await database.pool.query("SELECT pg_notify('b', 'for b')");
  await database.pool.query("SELECT pg_notify('a', 'for a')");
  expect([await a.payload, await b.payload]).toEqual(['for a', 'for b']);
  await notifications.onApplicationShutdown();
});

test('a connection that was lost is made again', async () => {
  const notifications = new Notifications(database.pool);
  const heard = await nextOn(notifications, 'again');
  const admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  await admin.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'",
  );
  // Nobody hears what is told before the connection is back.
  const back = heard.payload.then(() => true);
  do await admin.query("SELECT pg_notify('again', 'back')");
  while (!(await Promise.race([back, delay(50, false)])));
  expect(await heard.payload).toBe('back');
  await notifications.onApplicationShutdown();
  await admin.end();
});

test('what a server that goes down tells after we have left disturbs nobody', async () => {
  const acquired = new Promise<pg.PoolClient>((resolve) => database.pool.once('acquire', resolve));
  const notifications = new Notifications(database.pool);
  await notifications.listen('left', () => {});
  const client = await acquired;
  await notifications.onApplicationShutdown();
  expect(() => client.emit('error', new Error('terminating connection'))).not.toThrow();
});
