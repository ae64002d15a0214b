import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestPostgres, type TestPostgres } from '../../../test/support/postgres.ts';
import { checkServer } from './check-server.ts';

let server: TestPostgres;
beforeAll(async () => {
  server = await startTestPostgres();
});
afterAll(() => server.stop());

const changed = (change: (url: URL) => void): string => {
  const url = new URL(server.url);
  change(url);
  return url.href;
};

test('a database that may be entered', async () => {
  await expect(checkServer(server.url)).resolves.toBeUndefined();
});

test.each([
  [
    'a wrong password',
    (url: URL) => (url.password = 'hunter2hunter2'),
    'refused',
    'its password is wrong',
  ],
  ['an unknown user', (url: URL) => (url.username = 'hunter2'), 'refused', 'its password is wrong'],
  [
    'an unknown database',
    (url: URL) => (url.pathname = '/hunter2'),
    'refused',
    'its database does not exist',
  ],
  [
    'a port where nobody is',
    (url: URL) => (url.port = '1'),
    'unreachable',
    'nobody listens at its host and port',
  ],
  [
    'a host that does not exist',
    (url: URL) => (url.hostname = 'hunter2.invalid'),
    'unreachable',
    'its host',
  ],
])('%s: one line that names the key and no value', async (_what, change, code, words) => {
  const error: unknown = await checkServer(changed(change)).catch((e: unknown) => e);
  expect(error).toMatchObject({ code, message: expect.stringMatching(/^DATABASE_URL: [^\n]*\.$/) });
  expect(error).toMatchObject({ message: expect.stringContaining(words) });
  expect(error).not.toMatchObject({ message: expect.stringContaining('hunter2') });
});

test('something else listens there', async () => {
  const stranger = createServer((socket) =>
    socket.resume().end('HTTP/1.1 400 Bad Request\r\n\r\n'),
  );
  await new Promise<void>((listening) => stranger.listen(0, '127.0.0.1', listening));
  const address = stranger.address();
  const port = typeof address === 'object' && address !== null ? String(address.port) : '';
  await expect(checkServer(changed((url) => (url.port = port)))).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.stringMatching(/^DATABASE_URL: /),
  });
  await new Promise((closed) => stranger.close(closed));
});
