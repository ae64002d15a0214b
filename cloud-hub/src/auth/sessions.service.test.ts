import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestDatabase } from '../../../test/support/postgres.ts';
import { testConfig } from '../config/config.fixture.ts';
import { authSchema } from './auth.schema.ts';
import { SessionsRepository } from './sessions.repository.ts';
import { ageLimitMs, idleLimitMs, SessionsService } from './sessions.service.ts';
import { UsersRepository } from './users.repository.ts';
import { UsersService } from './users.service.ts';

let database: Awaited<ReturnType<typeof openTestDatabase>>;
let now: number;
let sessions: SessionsService;
let users: UsersService;
let userId: string;

beforeAll(async () => {
  database = await openTestDatabase(authSchema);
});
afterAll(() => database.close());

beforeEach(async () => {
  now = 1_764_000_000_000;
  const { dataSource } = database;
  await dataSource.query('TRUNCATE users CASCADE');
  sessions = new SessionsService(new SessionsRepository(dataSource), testConfig(), () => now);
  users = new UsersService(new UsersRepository(dataSource), sessions, () => now);
  await users.ensureFirstAdmin();
  userId = (await users.add({ name: 'Mika', password: 'a long password', role: 'operator' })).id;
});

/** As the browser sends it back. */
const cookieOf = (setCookie: string): string => setCookie.split(';')[0] ?? '';
const userOf = async (cookie: string) => (await sessions.sessionFromCookie(cookie))?.user ?? null;

test('the cookie leads to its user; the table holds no token', async () => {
  const cookie = cookieOf(await sessions.open(userId));
  expect(await userOf(cookie)).toEqual({ id: userId, name: 'Mika', role: 'operator' });
  const rows = await database.dataSource.query('SELECT token_hash FROM sessions');
  expect(JSON.stringify(rows)).not.toContain(cookie.split('=')[1]);
});

test('a session that is used goes on beyond the idle limit, one that is not ends', async () => {
  const cookie = cookieOf(await sessions.open(userId));
  for (let hours = 0; hours < 48; hours += 8) {
    now += 8 * 3_600_000;
    expect(await userOf(cookie)).not.toBeNull();
  }
  now += idleLimitMs;
  expect(await userOf(cookie)).toBeNull();
});

test('no session is older than the age limit, however busy', async () => {
  const cookie = cookieOf(await sessions.open(userId));
  const end = now + ageLimitMs;
  for (; now < end; now += 8 * 3_600_000) expect(await userOf(cookie)).not.toBeNull();
  now = end;
  expect(await userOf(cookie)).toBeNull();
});

test('a change of role holds at once, for sessions that are open', async () => {
  const cookie = cookieOf(await sessions.open(userId));
  await users.change(userId, { role: 'viewer' });
  expect(await userOf(cookie)).toMatchObject({ role: 'viewer' });
});

test.each([{ disabled: true }, { password: 'another long one' }])(
  '%j ends them',
  async (change) => {
    const cookie = cookieOf(await sessions.open(userId));
    await users.change(userId, change);
    expect(await userOf(cookie)).toBeNull();
  },
);

test('the next one to sign in clears away what is over', async () => {
  await sessions.open(userId);
  now += idleLimitMs + 1;
  await sessions.open(userId);
  expect(await database.dataSource.query('SELECT count(*) FROM sessions')).toEqual([{ count: 1 }]);
});

test('there is always an administrator left', async () => {
  const admin = (await users.list()).find(({ role }) => role === 'admin');
  for (const change of [{ role: 'viewer' }, { disabled: true }] as const)
    await expect(users.change(admin?.id ?? '', change)).rejects.toMatchObject({
      code: 'lastAdmin',
    });
  await users.change(userId, { role: 'admin' });
  await expect(users.change(admin?.id ?? '', { disabled: true })).resolves.toMatchObject({
    disabledAt: now,
  });
});

test('where there is no administrator yet, none is missed', async () => {
  await database.dataSource.query('TRUNCATE users CASCADE');
  const { id } = await users.add({ name: 'First', password: 'a long password', role: 'viewer' });
  await users.setPassword('first', 'another long one');
  await expect(users.change(id, { role: 'admin' })).resolves.toMatchObject({ role: 'admin' });
});

test('hubs that start at once make one first administrator', async () => {
  await database.dataSource.query('TRUNCATE users CASCADE');
  const made = await Promise.all([1, 2, 3].map(() => users.ensureFirstAdmin()));
  expect(made.filter((admin) => admin !== null)).toHaveLength(1);
  expect(await users.list()).toHaveLength(1);
});
