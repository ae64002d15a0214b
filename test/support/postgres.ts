import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { locateBinaries } from '../../cloud-hub/src/database/embedded/binaries.ts';
import { EmbeddedPostgres } from '../../cloud-hub/src/database/embedded/embedded-postgres.ts';
import { type OpenDatabase, openDatabase } from '../../cloud-hub/src/database/open-database.ts';
import type { Schema } from '../../cloud-hub/src/database/schema.ts';
import { freePort } from './free-port.ts';

export interface TestPostgres {
  /** An empty database. */
  readonly url: string;
  stop(): Promise<void>;
}

/** A real PostgreSQL 18 for one test file: a copy of a cluster that is initialised once per machine. */
export async function startTestPostgres(): Promise<TestPostgres> {
  const dataDir = await initialisedDataDir();
  const server = await EmbeddedPostgres.start({ dataDir, durable: false });
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** A data folder as a first start and a stop leave it, without waiting for initdb. */
export async function initialisedDataDir(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'lookout-test-'));
  await chmod(dataDir, 0o711);
  await copyFolder(await template(), dataDir);
  await giveFreePort(join(dataDir, 'postgresql.json'));
  return dataDir;
}

/** The same, opened with the schema that the test needs. */
export async function openTestDatabase(
  schema: Schema,
): Promise<OpenDatabase & { readonly url: string }> {
  const server = await startTestPostgres();
  const database = await openDatabase(server.url, schema);
  return {
    ...database,
    url: server.url,
    close: async () => {
      await database.close();
      await server.stop();
    },
  };
}

/** Made under a name of its own and renamed, for several workers may want it at once. */
async function template(): Promise<string> {
  const parent = join(tmpdir(), `lookout-test-templates-${userInfo().uid}`);
  const finished = join(parent, locateBinaries().version);
  if (existsSync(finished)) return finished;
  await mkdir(parent, { recursive: true, mode: 0o711 });
  const unfinished = await mkdtemp(join(parent, 'new-'));
  await chmod(unfinished, 0o711);
  const server = await EmbeddedPostgres.start({ dataDir: unfinished, durable: false });
  await server.stop();
  await rename(unfinished, finished).catch(() => rm(unfinished, { recursive: true, force: true }));
  return finished;
}

/** `cp -a` keeps the owner, who is not us where we are root. */
const copyFolder = (from: string, to: string) =>
  promisify(execFile)('cp', ['-a', '--reflink=auto', `${from}/.`, to]);

async function giveFreePort(secretsPath: string): Promise<void> {
  const secrets: unknown = JSON.parse(await readFile(secretsPath, 'utf8'));
  await writeFile(
    secretsPath,
    JSON.stringify(Object.assign({}, secrets, { port: await freePort() })),
  );
}
