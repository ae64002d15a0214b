import { Role } from '@lookout/shared/protocol/rest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApiClient } from '../http/api-client.fixture.ts';
import { type HubFixture, startHubFixture } from '../http/hub.fixture.ts';
import { mayActAs } from './current-user.ts';

let fixture: HubFixture;
const by: Record<string, ApiClient> = {};
const password = 'a password of some length';

beforeAll(async () => {
  fixture = await startHubFixture();
  by.nobody = fixture.client();
  by.admin = fixture.admin;
  for (const role of ['viewer', 'operator'] as const) {
    await fixture.admin.post('/api/users', { name: role, password, role });
    const client = fixture.client();
    await client.signIn(role, password);
    by[role] = client;
  }
});
afterAll(() => fixture.stop());

const as = (who: string): ApiClient => by[who] ?? fixture.client();

test.each(
  Role.options.flatMap((have, i) => Role.options.map((need, j) => [have, need, i >= j] as const)),
)('a %s may do what a %s may: %s', (have, need, expected) => {
  expect(mayActAs(have, need)).toBe(expected);
});

test('every route is closed to strangers, except those that must be open', async () => {
  const { body } = await as('nobody').get('/api/openapi.json');
  const { paths } = body as { paths: Record<string, Record<string, unknown>> };
  const open: string[] = [];
  for (const [path, methods] of Object.entries(paths))
    for (const method of Object.keys(methods)) {
      const url = path.replace(/\{[^}]+\}/g, 'x');
      const { status } = await as('nobody').request(method.toUpperCase(), url);
      if (status !== 401) open.push(`${method} ${path}`);
    }
  expect(open.sort()).toEqual([
    'get /healthz',
    'get /metrics',
    'post /api/login',
    'post /api/logout',
  ]);
});

test.each([
  ['viewer', 'GET', '/api/me', 200],
  ['viewer', 'GET', '/api/users', 403],
  ['operator', 'GET', '/api/users', 403],
  ['admin', 'GET', '/api/users', 200],
  ['viewer', 'POST', '/api/devices', 403],
  ['operator', 'POST', '/api/devices', 403],
  ['operator', 'POST', '/api/devices/pump-1/revoke', 403],
  ['viewer', 'POST', '/api/devices/pump-1/commands', 403],
  ['operator', 'PUT', '/api/devices/pump-1/streams/loop/policy', 403],
])('%s: %s %s answers %i', async (who, method, path, status) => {
  const answer = await as(who).request(method, path, method === 'GET' ? undefined : {});
  expect(answer.status).toBe(status);
  if (status === 403)
    expect(answer.body).toMatchObject({
      code: 'roleTooLow',
      message: expect.stringContaining(who),
    });
});

test.each([
  'lookout_session_0',
  'lookout_session_0=%',
  `lookout_session_0=${'A'.repeat(43)}`,
  ';;=;',
])('a corrupt or foreign cookie is no session: %s', async (cookie) => {
  const client = fixture.client();
  client.cookie = cookie;
  expect(await client.get('/api/me')).toMatchObject({
    status: 401,
    body: { code: 'notSignedIn', message: 'Sign in first.', remedy: null },
  });
});

test('signing in and out', async () => {
  const client = fixture.client();
  const answer = await client.signIn('VIEWER', password);
  expect(answer).toMatchObject({ status: 200, body: { name: 'viewer', role: 'viewer' } });
  expect(answer.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Strict$/);
  expect((await client.get('/api/me')).body).toEqual(answer.body);
  const { cookie } = client;
  await client.post('/api/logout');
  client.cookie = cookie;
  expect((await client.get('/api/me')).status).toBe(401);
});

test('a wrong password and an unknown name look the same', async () => {
  const wrong = await fixture.client().signIn('viewer', 'not the password');
  const unknown = await fixture.client().signIn('nobody at all', 'not the password');
  expect(wrong).toMatchObject({ status: 401, body: { code: 'badCredentials' } });
  expect(unknown.body).toEqual(wrong.body);
});

test('guessing is slowed down, for the name that is guessed', async () => {
  const client = fixture.client();
  for (let i = 0; i < 5; i++) await client.signIn('guessed', 'wrong');
  const answer = await client.signIn('guessed', 'wrong');
  expect(answer).toMatchObject({ status: 429, body: { code: 'tooManyAttempts' } });
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await client.signIn('viewer', password)).status).toBe(200);
});

test("another page cannot act in a user's name", async () => {
  const body = { name: 'evil', password, role: 'admin' };
  const answer = await as('admin').request('POST', '/api/users', body, {
    origin: 'http://127.0.0.1:9',
  });
  expect(answer).toMatchObject({ status: 403, body: { code: 'foreignOrigin' } });
});

test('a user changes their own password and stays signed in, here alone', async () => {
  await as('admin').post('/api/users', { name: 'changer', password, role: 'viewer' });
  const [here, elsewhere] = [fixture.client(), fixture.client()];
  for (const client of [here, elsewhere]) await client.signIn('changer', password);
  const wrong = await here.post('/api/me/password', {
    current: 'wrong',
    next: 'the next password',
  });
  expect(wrong).toMatchObject({ status: 403, body: { code: 'badCredentials' } });
  const right = await here.post('/api/me/password', {
    current: password,
    next: 'the next password',
  });
  expect(right.status).toBe(204);
  expect((await here.get('/api/me')).status).toBe(200);
  expect((await elsewhere.get('/api/me')).status).toBe(401);
  expect((await fixture.client().signIn('changer', 'the next password')).status).toBe(200);
});

test.each<[what: string, body: unknown, status: number, words: string]>([
  [
    'a short password',
    { name: 'x', password: 'short', role: 'viewer' },
    400,
    'password: at least 12',
  ],
  ['an unknown role', { name: 'x', password, role: 'root' }, 400, 'role: '],
  ['nothing', undefined, 400, ''],
  [
    'a name that is taken, in capitals',
    { name: 'OPERATOR', password, role: 'viewer' },
    409,
    'OPERATOR',
  ],
])('no user is made of %s', async (_what, body, status, words) => {
  const answer = await as('admin').post('/api/users', body);
  expect(answer).toMatchObject({ status, body: { message: expect.stringContaining(words) } });
});

test('an administrator disables a user, and lets them in again', async () => {
  const made = await as('admin').post('/api/users', { name: 'leaver', password, role: 'viewer' });
  const { id } = made.body as { id: string };
  const disabled = await as('admin').request('PATCH', `/api/users/${id}`, { disabled: true });
  expect(disabled).toMatchObject({ status: 200, body: { disabledAt: expect.any(Number) } });
  expect((await fixture.client().signIn('leaver', password)).status).toBe(401);
  await as('admin').request('PATCH', `/api/users/${id}`, { disabled: false });
  expect((await fixture.client().signIn('leaver', password)).status).toBe(200);
});
