import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { everyoneCanReach } from '../../config/data-dir.ts';
import { DatabaseError } from '../database-error.ts';
import { withClient } from '../with-client.ts';
import { copyBinaries, locateBinaries, type PostgresBinaries } from './binaries.ts';
import { Cluster, superuser } from './cluster.ts';
import { DataDirLock } from './data-dir-lock.ts';
import { freePort, isFree } from './free-port.ts';
import { runningPostmaster } from './postmaster.ts';
import { newPassword, readSecrets, type Secrets, writeSecrets } from './secrets.ts';
import { chooseServiceUser, type ServiceUser } from './service-user.ts';

const databaseName = 'lookout';
const startAttempts = 3;
/** A server that recovers from a crash refuses connections for a while. */
const recoveryMs = 60_000;

export interface EmbeddedPostgresOptions {
  readonly dataDir: string;
  readonly isRoot?: boolean;
  readonly binaries?: PostgresBinaries;
  /** False only for tests: see Cluster. */
  readonly durable?: boolean;
}

/**
 * A real PostgreSQL of our own: on loopback, with a random password, on a port that it finds by itself and
 * keeps. It outlives a hub that is killed; the next start adopts it.
 */
export class EmbeddedPostgres {
  private constructor(
    private readonly cluster: Cluster,
    private readonly lock: DataDirLock,
    private readonly secrets: Secrets,
  ) {}

  /** @throws DatabaseError noBinaries, startFailed, dataDirBusy, dataDirUnusable */
  static async start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
    const isRoot = options.isRoot ?? process.getuid?.() === 0;
    makeDataDir(options.dataDir, isRoot);
    const lock = DataDirLock.acquire(options.dataDir);
    try {
      const cluster = clusterOf(options, isRoot);
      const secrets = await bringUp(cluster, join(options.dataDir, 'postgresql.json'));
      await ensureDatabase(secrets);
      return new EmbeddedPostgres(cluster, lock, secrets);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  get url(): string {
    return urlOf(this.secrets, databaseName);
  }

  /** Lets go of the data folder and leaves the server running: what the end of a killed hub comes to. */
  abandon(): void {
    this.lock.release();
  }

  async stop(): Promise<void> {
    try {
      if (runningPostmaster(this.cluster.dir) !== null) await this.cluster.stop();
    } finally {
      this.lock.release();
    }
  }
}

/** Where the embedded server of a running hub is reached: for commands that work beside it; null when none runs. */
export function urlOfRunning(dataDir: string): string | null {
  const secrets = readSecrets(join(dataDir, 'postgresql.json'));
  const postmaster = runningPostmaster(join(dataDir, 'postgresql', 'data'));
  return secrets === null || postmaster === null ? null : urlOf(secrets, databaseName);
}

const urlOf = ({ port, password }: Secrets, database: string): string =>
  `postgres://${superuser}:${password}@127.0.0.1:${port}/${database}`;

function makeDataDir(dataDir: string, isRoot: boolean): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: isRoot ? 0o711 : 0o700 });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DatabaseError(
      'dataDirUnusable',
      `The data folder cannot be made: ${reason}; set LOOKOUT_DATA_DIR to a folder that may be written.`,
      { cause },
    );
  }
}

function clusterOf(options: EmbeddedPostgresOptions, isRoot: boolean): Cluster {
  const user = isRoot ? serviceUser() : null;
  const home = join(options.dataDir, 'postgresql');
  const installed = options.binaries ?? locateBinaries();
  if (user === null) return new Cluster(home, installed, null, options.durable);
  if (!everyoneCanReach(options.dataDir))
    throw new DatabaseError(
      'dataDirUnusable',
      `As root, PostgreSQL runs as user ${user.name}, who cannot reach ${options.dataDir}; set LOOKOUT_DATA_DIR to a folder below one that everyone may enter, such as /var/lib/lookout.`,
    );
  const reachable = everyoneCanReach(installed.root);
  const binaries = reachable ? installed : copyBinaries(installed, options.dataDir);
  return new Cluster(home, binaries, user, options.durable);
}

function serviceUser(): ServiceUser {
  const user = chooseServiceUser(readFileSync('/etc/passwd', 'utf8'));
  if (user !== null) return user;
  throw new DatabaseError(
    'startFailed',
    'PostgreSQL does not run as root, and /etc/passwd has no user postgres, lookout or nobody; make one, or start as an ordinary user.',
  );
}

/** Initialises, adopts or starts, as the state on disk asks for. */
async function bringUp(cluster: Cluster, secretsPath: string): Promise<Secrets> {
  const known = readSecrets(secretsPath);
  const secrets = known ?? { port: await freePort(), password: newPassword() };
  if (!cluster.exists) {
    // The password first: a cluster whose password was lost could not be entered again.
    writeSecrets(secretsPath, secrets);
    await cluster.initialise(secrets.password);
  } else if (known === null)
    throw new DatabaseError(
      'dataDirUnusable',
      `${secretsPath} is missing beside its database; restore it, or move the data folder away to begin anew.`,
    );
  const orphan = runningPostmaster(cluster.dir);
  if (orphan !== null) {
    const orphaned = { ...secrets, port: orphan.port };
    if (await answers(orphaned)) return orphaned;
    await end(cluster);
  }
  cluster.removeStalePid();
  return startOnFreePort(cluster, secrets, secretsPath);
}

/** The port may be taken by another meanwhile; memory of a killed server takes a moment to be let go. */
async function startOnFreePort(
  cluster: Cluster,
  secrets: Secrets,
  secretsPath: string,
): Promise<Secrets> {
  for (let attempt = 1; ; attempt++) {
    const port = (await isFree(secrets.port)) ? secrets.port : await freePort();
    const settled = { ...secrets, port };
    if (port !== secrets.port) writeSecrets(secretsPath, settled);
    try {
      await cluster.start(port);
      return settled;
    } catch (error) {
      if (attempt === startAttempts) throw error;
      await delay(500 * attempt);
    }
  }
}

/** Whether the server lets us in with our password, once it has recovered. */
async function answers(secrets: Secrets): Promise<boolean> {
  const until = Date.now() + recoveryMs;
  for (;;) {
    try {
      await withClient(urlOf(secrets, 'postgres'), (client) => client.query('SELECT 1'));
      return true;
    } catch (error) {
      // 57P03 cannot_connect_now: starting up or shutting down.
      if ((error as { code?: string }).code !== '57P03' || Date.now() > until) return false;
      await delay(200);
    }
  }
}

/** Ends a server that does not let us in; it may be dying by itself at this moment. */
async function end(cluster: Cluster): Promise<void> {
  try {
    await cluster.stop();
  } catch (error) {
    if (runningPostmaster(cluster.dir) !== null) throw error;
  }
}

const ensureDatabase = (secrets: Secrets): Promise<void> =>
  withClient(urlOf(secrets, 'postgres'), async (client) => {
    const known = await client.query('SELECT FROM pg_database WHERE datname = $1', [databaseName]);
    if (known.rowCount === 0) await client.query(`CREATE DATABASE ${databaseName}`);
  });
