import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveDashboard } from './dashboard.ts';

const dir = mkdtempSync(join(tmpdir(), 'lookout-dashboard-'));
const server = fastify();

beforeAll(async () => {
  mkdirSync(join(dir, 'assets'));
  writeFileSync(join(dir, 'index.html'), '<!doctype html><title>Lookout</title>');
  writeFileSync(join(dir, 'favicon.svg'), '<svg/>');
  writeFileSync(join(dir, 'assets', 'index-abc123.js'), 'export {}');
  await serveDashboard(server, dir);
});
afterAll(async () => {
  await server.close();
  rmSync(dir, { recursive: true });
});

test.each([
  ['/', 200, 'text/html', 'no-cache'],
  ['/devices/pump-1?from=1', 200, 'text/html', 'no-cache'],
  ['/apiary', 200, 'text/html', 'no-cache'],
  ['/favicon.svg', 200, 'image/svg+xml', 'no-cache'],
  ['/assets/index-abc123.js', 200, 'javascript', 'public, max-age=31536000, immutable'],
  ['/assets/index-of-yesterday.js', 404, 'application/json', undefined],
  ['/api/nothing', 404, 'application/json', undefined],
  ['/live', 404, 'application/json', undefined],
  ['/%2e%2e/package.json', 200, 'text/html', 'no-cache'],
])('%s answers %i with %s', async (url, status, type, caching) => {
  const answer = await server.inject(url);
  expect(answer.statusCode).toBe(status);
  expect(answer.headers['content-type']).toContain(type);
  expect(answer.headers['cache-control']).toBe(caching);
});

test('a dashboard that is not built says how to build it', async () => {
  const bare = fastify();
  await serveDashboard(bare, join(dir, 'nowhere'));
  expect(await bare.inject('/')).toMatchObject({
    statusCode: 503,
    body: expect.stringContaining('npm run build'),
  });
  await bare.close();
});
