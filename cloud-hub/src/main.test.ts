import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../test/support/free-port.ts';
import {
  initialisedDataDir,
  startTestPostgres,
  type TestPostgres,
} from '../../test/support/postgres.ts';
import { testConfig } from './config/config.fixture.ts';
import { createLogger } from './config/logger.ts';
import { runningPostmaster } from './database/embedded/postmaster.ts';
import { ApiClient } from './http/api-client.fixture.ts';
import { startHub } from './main.ts';

let postgres: TestPostgres;
let dataDir: string;
let thief: Server;
let taken: number;

beforeAll(async () => {
  postgres = await startTestPostgres();
  dataDir = mkdtempSync(join(tmpdir(), 'lookout-main-'));
  thief = createServer((socket) => void socket.resume()).listen(0, '127.0.0.1');
  await once(thief, 'listening');
  const address = thief.address();
  taken = typeof address === 'object' && address !== null ? address.port : 0;
});
afterAll(async () => {
  await new Promise((closed) => thief.close(closed));
  await postgres.stop();
  rmSync(dataDir, { recursive: true });
});

const configOf = (env: Readonly<Record<string, string>>) =>
  testConfig({ DATABASE_URL: postgres.url, LOOKOUT_DATA_DIR: dataDir, ...env });
const start = (env: Readonly<Record<string, string>>) => {
  const config = configOf(env);
  return startHub(config, createLogger(config.log));
};

test.each(['LOOKOUT_PORT', 'LOOKOUT_MQTT_PORT'])(
  '%s is taken: one line, and no password was spent',
  async (key) => {
    await expect(start({ [key]: String(taken) })).rejects.toMatchObject({
      code: 'portTaken',
      message: `Port ${taken} is taken; set ${key} to a free one.`,
    });
    const hub = await start({});
    const { firstAdmin } = hub;
    await hub.close();
    // The next start still has it to show: the one that failed never made it.
    if (key === 'LOOKOUT_PORT') expect(firstAdmin).toMatchObject({ name: 'admin' });
    else expect(firstAdmin).toBeNull();
  },
);

test.each(['LOOKOUT_PORT', 'LOOKOUT_MQTT_PORT'])(
  '%s is taken: nobody else says so',
  async (key) => {
    const said: unknown[] = [];
    const say = (message: unknown) => void said.push(message);
    const logger = { log: () => undefined, warn: say, error: say, fatal: say };
    await expect(startHub(configOf({ [key]: String(taken) }), logger)).rejects.toThrow(/is taken/);
    expect(said).toEqual([]);
  },
);

test('nothing is left behind by a start that fails: the port that was free can be had at once', async () => {
  const port = String(await freePort());
  await expect(start({ LOOKOUT_MQTT_PORT: port, LOOKOUT_PORT: String(taken) })).rejects.toThrow();
  const hub = await start({ LOOKOUT_MQTT_PORT: port });
  expect(hub.brokerUrl).toBe(`mqtt://127.0.0.1:${port}`);
  await hub.close();
});

test.each([
  ['nobody there', (url: URL) => (url.port = '1'), 'unreachable'],
  ['a wrong password', (url: URL) => (url.password = 'wrong'), 'refused'],
])('DATABASE_URL, %s: one line that names it', async (_what, spoil, code) => {
  const url = new URL(postgres.url);
  spoil(url);
  await expect(start({ DATABASE_URL: url.href })).rejects.toMatchObject({
    code,
    message: expect.stringMatching(/^DATABASE_URL: [^\n]+$/),
  });
});

test('MQTT_URL, nobody there: the hub runs, says that it is not ready, and stops', async () => {
  const hub = await start({ MQTT_URL: 'mqtt://hub:secret@127.0.0.1:1' });
  const { status, body } = await new ApiClient(hub.url).get('/healthz');
  expect(status).toBe(503);
  expect(body).toMatchObject({
    ready: false,
    checks: { database: 'ready', broker: 'not connected' },
  });
  expect(hub.brokerUrl).toBe('mqtt://127.0.0.1:1');
  await hub.close();
});

test('the embedded PostgreSQL starts and ends with the hub', async () => {
  const ownDir = await initialisedDataDir();
  const config = testConfig({ LOOKOUT_DATA_DIR: ownDir });
  const hub = await startHub(config, createLogger(config.log));
  const cluster = join(ownDir, 'postgresql', 'data');
  expect(runningPostmaster(cluster)).not.toBeNull();
  expect(await new ApiClient(hub.url).get('/healthz')).toMatchObject({ status: 200 });
  await hub.close();
  expect(runningPostmaster(cluster)).toBeNull();
  rmSync(ownDir, { recursive: true });
});
