import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseError } from '../database-error.ts';
import { type PostgresBinaries, tool } from './binaries.ts';
import { runTool } from './run-tool.ts';
import type { ServiceUser } from './service-user.ts';

/** The database superuser of a cluster that we made. */
export const superuser = 'lookout';

/** One database cluster on disk, and the tools that make, start and stop its server. */
export class Cluster {
  /** PostgreSQL's own data folder. */
  readonly dir: string;
  readonly logFile: string;

  /**
   * @param home a folder of the service user, who must be able to reach it and the binaries
   * @param durable false only for tests: no fsync, so a power cut may lose all
   */
  constructor(
    readonly home: string,
    private readonly binaries: PostgresBinaries,
    private readonly user: ServiceUser | null,
    private readonly durable = true,
  ) {
    this.dir = join(home, 'data');
    this.logFile = join(home, 'postgresql.log');
  }

  get exists(): boolean {
    return existsSync(join(this.dir, 'PG_VERSION'));
  }

  /** Makes an empty cluster: in a folder beside, renamed when it is complete, so that none is ever half made. */
  async initialise(password: string): Promise<void> {
    const unfinished = join(this.home, 'data.new');
    const passwordFile = join(this.home, 'password.new');
    rmSync(unfinished, { recursive: true, force: true });
    rmSync(passwordFile, { force: true });
    mkdirSync(this.home, { recursive: true, mode: 0o700 });
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    if (this.user !== null)
      for (const path of [this.home, passwordFile]) chownSync(path, this.user.uid, this.user.gid);
    try {
      await this.run('initdb', [
        `--pgdata=${unfinished}`,
        `--username=${superuser}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
        ...(this.durable ? ['--data-checksums'] : ['--no-sync']),
      ]);
      renameSync(unfinished, this.dir);
    } finally {
      rmSync(passwordFile, { force: true });
    }
  }

  /** Starts the server in a session of its own (pg_ctl does), and waits until it takes connections. */
  async start(port: number): Promise<void> {
    const settings = [
      `port=${port}`,
      'listen_addresses=127.0.0.1',
      'unix_socket_directories=',
      'log_min_messages=warning',
      ...(this.durable ? [] : ['fsync=off', 'full_page_writes=off']),
    ];
    const options = settings.map((setting) => `-c ${setting}`).join(' ');
    this.rotateLog();
    await this.run('pg_ctl', ['start', '-w', '-t', '90', '-s', '-l', this.logFile, '-o', options]);
  }

  /** Ends the server, its clients with it; does nothing when none runs. */
  async stop(mode: 'fast' | 'immediate' = 'fast'): Promise<void> {
    await this.run('pg_ctl', ['stop', '-w', '-t', '60', '-s', '-m', mode]);
  }

  removeStalePid(): void {
    rmSync(join(this.dir, 'postmaster.pid'), { force: true });
  }

  /** What the server last said, for an error message. */
  logTail(): string {
    if (!existsSync(this.logFile)) return '';
    return readFileSync(this.logFile, 'utf8').trimEnd().split('\n').slice(-3).join(' | ');
  }

  private rotateLog(): void {
    if (existsSync(this.logFile)) renameSync(this.logFile, `${this.logFile}.1`);
  }

  private async run(name: 'initdb' | 'pg_ctl', args: readonly string[]): Promise<void> {
    const where = name === 'pg_ctl' ? ['-D', this.dir] : [];
    const { exitCode, output } = await runTool(
      tool(this.binaries, name),
      [...args, ...where],
      this.user,
    );
    if (exitCode === 0) return;
    const said = [output.trim(), name === 'pg_ctl' ? this.logTail() : ''].filter(
      (text) => text !== '',
    );
    throw new DatabaseError('startFailed', `The embedded PostgreSQL: ${said.join(' | ')}`);
  }
}
