import { rmSync } from 'node:fs';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { connectAsync } from 'mqtt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testCertificate, testTlsFiles } from '../config/tls.fixture.ts';
import { type HubFixture, startHubFixture } from './hub.fixture.ts';

const tls = testTlsFiles();
let fixture: HubFixture;

beforeAll(async () => {
  fixture = await startHubFixture(tls.env);
});
afterAll(async () => {
  await fixture.stop();
  rmSync(tls.dir, { recursive: true });
});

/** `fetch` takes no certificate authority of one's own. */
function send(method: string, path: string, body = '') {
  const headers = { 'content-type': 'application/json', 'content-length': body.length };
  return new Promise<{ status: number; body: string; cookie: string; hsts: string }>(
    (resolve, reject) => {
      const sent = request(fixture.hub.url + path, { method, headers, ca: testCertificate });
      sent.on('error', reject).on('response', async (response) =>
        resolve({
          status: response.statusCode ?? 0,
          body: await text(response),
          cookie: response.headers['set-cookie']?.[0] ?? '',
          hsts: response.headers['strict-transport-security'] ?? '',
        }),
      );
      sent.end(body);
    },
  );
}

test('people and their sessions go over TLS alone', async () => {
  expect(fixture.hub.url).toMatch(/^https:/);
  const { name, password } = fixture.hub.firstAdmin ?? expect.fail('no first admin');
  const answer = await send('POST', '/api/login', JSON.stringify({ name, password }));
  expect(answer).toMatchObject({ status: 200, cookie: expect.stringMatching(/; Secure$/) });
  expect(answer.hsts).toContain('max-age=');
  await expect(fetch(fixture.hub.url.replace('https', 'http'))).rejects.toThrow();
});

test('devices go over TLS alone, and the hub is there beside them', async () => {
  const { secret, brokerUrl } = await fixture.hub.devices.enrol({
    id: 'pump-1',
    site: 'plant-a',
    labels: {},
  });
  expect(brokerUrl).toMatch(/^mqtts:/);
  const credentials = { clientId: 'pump-1', username: 'pump-1', password: secret };
  const client = await connectAsync(brokerUrl, {
    ...credentials,
    ca: testCertificate,
    reconnectPeriod: 0,
  });
  const [granted] = await client.subscribeAsync('lookout/v1/plant-a/pump-1/desired', { qos: 1 });
  expect(granted?.qos).toBe(1);
  await client.endAsync(true);
  expect(JSON.parse((await send('GET', '/healthz')).body)).toMatchObject({ ready: true });
});
