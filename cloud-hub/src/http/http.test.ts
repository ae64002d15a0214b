import { ApiError } from '@lookout/shared/protocol/rest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HubFixture, startHubFixture } from './hub.fixture.ts';

let fixture: HubFixture;
beforeAll(async () => {
  fixture = await startHubFixture();
});
afterAll(() => fixture.stop());

const send = (path: string, init: RequestInit) => fetch(fixture.hub.url + path, init);
const json = { 'content-type': 'application/json' };

test.each<[what: string, path: string, init: RequestInit, status: number, code: string]>([
  ['no such address', '/api/nothing', {}, 404, 'notFound'],
  ['no such method', '/api/me', { method: 'DELETE' }, 404, 'notFound'],
  ['no JSON', '/api/login', { method: 'POST', headers: json, body: '{"name":' }, 400, 'badRequest'],
  ['no body', '/api/login', { method: 'POST', headers: json }, 400, 'badRequest'],
  ['an array', '/api/login', { method: 'POST', headers: json, body: '[]' }, 400, 'badRequest'],
  [
    'another kind',
    '/api/login',
    { method: 'POST', headers: { 'content-type': 'text/csv' }, body: 'a' },
    415,
    'unsupportedMediaType',
  ],
  [
    'too large',
    '/api/login',
    { method: 'POST', headers: json, body: 'x'.repeat(300_000) },
    413,
    'tooLarge',
  ],
  [
    'a prototype',
    '/api/login',
    { method: 'POST', headers: json, body: '{"__proto__":{"x":1}}' },
    400,
    'badRequest',
  ],
  ['a broken path', '/api/users/%zz', {}, 400, 'badRequest'],
])('every error has one shape: %s', async (_what, path, init, status, code) => {
  const response = await send(path, init);
  expect(response.status).toBe(status);
  expect(ApiError.parse(await response.json())).toMatchObject({ code });
});

test('what is wrong with a value is said, the value is not', async () => {
  const body = JSON.stringify({ name: 'a'.repeat(65), password: 'hunter2' });
  const response = await send('/api/login', { method: 'POST', headers: json, body });
  const { message } = ApiError.parse(await response.json());
  expect(message).toMatch(/^name: /);
  expect(message).not.toContain('hunter2');
});

test('a page may load and talk to nothing but this hub', async () => {
  const { headers } = await send('/healthz', {});
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'self'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  expect(policy).not.toContain('upgrade-insecure-requests');
  expect(headers.get('strict-transport-security')).toBeNull();
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});

test('the API is described, schemas and all, and the page that shows it keeps to the policy', async () => {
  const { body } = await fixture.client().get('/api/openapi.json');
  const schema = [
    'paths',
    '/api/login',
    'post',
    'requestBody',
    'content',
    'application/json',
    'schema',
  ];
  expect(body).toHaveProperty([...schema, 'required'], ['name', 'password']);
  expect(body).toHaveProperty('paths./api/devices.post.responses.201.content');
  const page = await fixture.client().get('/api/docs');
  expect(page.body).toContain('swagger-ui');
  expect(page.body).not.toMatch(/<script>/);
});

test('metrics are for this machine, and behind a proxy for who is signed in', async () => {
  const metrics = await send('/metrics', {});
  expect(metrics.headers.get('content-type')).toMatch(/^text\/plain/);
  expect(await metrics.text()).toContain('process_cpu_seconds_total');
  const forwarded = { 'x-forwarded-for': '203.0.113.9' };
  expect((await send('/metrics', { headers: forwarded })).status).toBe(401);
  expect((await fixture.admin.request('GET', '/metrics', undefined, forwarded)).status).toBe(200);
});

test('ready when database, broker and ingest are', async () => {
  expect(await fixture.client().get('/healthz')).toMatchObject({
    status: 200,
    body: { ready: true, checks: { database: 'ready', broker: 'ready' } },
  });
});
