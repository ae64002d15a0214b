import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { type RunningProgram, startProgram } from './child.ts';
import { freePort } from './free-port.ts';

const run = promisify(execFile);
const user = 'lookout';

/** Debian's server, the newest that is installed. */
const programs = globSync('/usr/lib/postgresql/*/bin')
  .filter((folder) => existsSync(join(folder, 'postgres')) && existsSync(join(folder, 'initdb')))
  .sort((a, b) => versionOf(b) - versionOf(a))[0];

export const externalPostgresAvailable = (): boolean =>
  programs !== undefined && (userInfo().uid !== 0 || unprivileged() !== null);

/** A PostgreSQL that the hub did not start: a bare cluster on a loopback port, reached by password. */
export class ExternalPostgres {
  private constructor(
    /** For `DATABASE_URL`; the database is empty. */
    readonly url: string,
    readonly version: number,
    private readonly server: RunningProgram,
    private readonly folder: string,
  ) {}

  static async start(): Promise<ExternalPostgres> {
    if (programs === undefined)
      throw new Error('PostgreSQL is not installed: apt-get install postgresql');
    const owner = userInfo().uid === 0 ? unprivileged() : null;
    const folder = await mkdtemp(join(tmpdir(), 'lookout-postgres-'));
    const data = join(folder, 'data');
    const passwordFile = join(folder, 'password');
    const password = randomBytes(18).toString('base64url');
    await mkdir(data, { mode: 0o700 });
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (owner !== null)
      for (const path of [folder, data, passwordFile]) await chown(path, owner.uid, owner.gid);

    const settings = ['--username', user, '--pwfile', passwordFile, '--auth', 'scram-sha-256'];
    await run(
      join(programs, 'initdb'),
      ['-D', data, ...settings, '--encoding', 'UTF8', '--locale', 'C.UTF-8', '--no-sync'],
      { cwd: folder, ...owner },
    );
    const port = await freePort();
    const server = await startProgram({
      command: join(programs, 'postgres'),
      args: ['-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', '', '-F'],
      ready: /database system is ready to accept connections/,
      cwd: folder,
      ...owner,
    });
    const root = `postgres://${user}:${password}@127.0.0.1:${port}`;
    await createDatabase(`${root}/postgres`);
    return new ExternalPostgres(`${root}/${user}`, versionOf(programs), server, folder);
  }

  /** Fast shutdown: open connections are closed. */
  async stop(): Promise<void> {
    await this.server.stop('SIGINT');
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${user}`);
  } finally {
    await client.end();
  }
}

function versionOf(folder: string): number {
  return Number(/postgresql\/(\d+)/.exec(folder)?.[1] ?? 0);
}

/** PostgreSQL refuses to run as root. */
function unprivileged(): { uid: number; gid: number } | null {
  const line = /^(?:postgres|nobody):[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'));
  return line ? { uid: Number(line[1]), gid: Number(line[2]) } : null;
}
