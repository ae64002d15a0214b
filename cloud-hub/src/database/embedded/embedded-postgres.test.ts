import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { initialisedDataDir } from '../../../../test/support/postgres.ts';
import { copyBinaries, locateBinaries } from './binaries.ts';
import { DataDirLock } from './data-dir-lock.ts';
import { EmbeddedPostgres, urlOfRunning } from './embedded-postgres.ts';
import { runningPostmaster } from './postmaster.ts';

let dataDir: string;
let servers: EmbeddedPostgres[];

beforeEach(async () => {
  dataDir = await initialisedDataDir();
  servers = [];
});
afterEach(async () => {
  for (const server of servers) await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(): Promise<EmbeddedPostgres> {
  const server = await EmbeddedPostgres.start({ dataDir, durable: false });
  servers.push(server);
  return server;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

const clusterDir = () => join(dataDir, 'postgresql', 'data');
const secretsFile = () => join(dataDir, 'postgresql.json');

test('begins in an empty folder', async () => {
  rmSync(dataDir, { recursive: true });
  const { url } = await start();
  expect(await query(url, 'SELECT current_database()')).toEqual(['lookout']);
  expect(await query(url, 'SHOW server_encoding')).toEqual(['UTF8']);
});

test('keeps its data, its port and its password; on loopback and for nobody without it', async () => {
  const first = await start();
  await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
  expect(await query(first.url, 'SHOW listen_addresses')).toEqual(['127.0.0.1']);
  expect(urlOfRunning(dataDir)).toBe(first.url);
  expect(statSync(secretsFile()).mode & 0o777).toBe(0o600);
  const stranger = new URL(first.url);
  stranger.password = 'guessed';
  await expect(query(stranger.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  await first.stop();
  expect(urlOfRunning(dataDir)).toBeNull();

  const second = await start();
  expect(second.url).toBe(first.url);
  expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([42]);
});

test('a server that its hub left behind is adopted, and ended with the next hub', async () => {
  const killed = await start();
  const { pid } = runningPostmaster(clusterDir()) ?? {};
  killed.abandon();
  const next = await start();
  expect(runningPostmaster(clusterDir())?.pid).toBe(pid);
  expect(await query(next.url, 'SELECT 1')).toEqual([1]);
  await next.stop();
  expect(runningPostmaster(clusterDir())).toBeNull();
  servers = [];
});

test('a server that was killed recovers what was committed, from under the pid file it left', async () => {
  const killed = await start();
  await query(killed.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
  process.kill(runningPostmaster(clusterDir())?.pid ?? 0, 'SIGKILL');
  killed.abandon();
  servers = [];
  const next = await start();
  expect(await query(next.url, 'SELECT answer FROM kept')).toEqual([42]);
});

test('its port was taken meanwhile: it takes another and keeps that', async () => {
  const first = await start();
  await first.stop();
  const thief = createServer();
  await new Promise<void>((listening) =>
    thief.listen(Number(new URL(first.url).port), '127.0.0.1', listening),
  );
  const second = await start();
  expect(new URL(second.url).port).not.toBe(new URL(first.url).port);
  expect(await query(second.url, 'SELECT 1')).toEqual([1]);
  await new Promise((closed) => thief.close(closed));
  await second.stop();
  expect((await start()).url).toBe(second.url);
});

test('a second hub on the same folder is turned away', async () => {
  const lock = DataDirLock.acquire(dataDir);
  await expect(start()).rejects.toMatchObject({
    code: 'dataDirBusy',
    message: expect.stringContaining('LOOKOUT_DATA_DIR'),
  });
  lock.release();
});

test.each([
  ['damaged', () => writeFileSync(secretsFile(), '{"port":'), 'is damaged'],
  ['missing', () => rmSync(secretsFile()), 'is missing'],
])('the password file is %s: nothing is overwritten', async (_what, spoil, message) => {
  await (await start()).stop();
  const identity = readFileSync(join(clusterDir(), 'PG_VERSION'), 'utf8');
  spoil();
  await expect(start()).rejects.toMatchObject({
    code: 'dataDirUnusable',
    message: expect.stringContaining(message),
  });
  expect(readFileSync(join(clusterDir(), 'PG_VERSION'), 'utf8')).toBe(identity);
});

test('no PostgreSQL for this platform: says what to do', () => {
  expect(() => locateBinaries('linux-abacus')).toThrow(
    expect.objectContaining({
      code: 'noBinaries',
      message: expect.stringMatching(/linux-abacus.*DATABASE_URL/),
    }),
  );
});

test('binaries that are copied beside the data are a whole installation', async () => {
  const binaries = copyBinaries(locateBinaries(), dataDir);
  expect(copyBinaries(locateBinaries(), dataDir)).toEqual(binaries);
  const server = await EmbeddedPostgres.start({ dataDir, durable: false, binaries });
  servers.push(server);
  expect(await query(server.url, 'SELECT 1')).toEqual([1]);
});
