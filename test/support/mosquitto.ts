import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RunningProgram, startProgram } from './child.ts';
import { freePort } from './free-port.ts';

const program = ['/usr/sbin/mosquitto', '/usr/local/sbin/mosquitto'].find((path) =>
  existsSync(path),
);
const settings = fileURLToPath(new URL('../../docker/mosquitto/', import.meta.url));

export const mosquittoAvailable = (): boolean => program !== undefined;

export type Passwords = Readonly<Record<string, string>>;

/** A real Mosquitto on loopback, with docker/mosquitto's settings and access list. */
export class Mosquitto {
  private running: RunningProgram | null = null;

  private constructor(
    readonly port: number,
    private readonly folder: string,
  ) {}

  /**
   * @param users password by user name: `hub`, and one for each device
   * @param hubs further users that may do what a hub may: each hub has one of its own
   */
  static async start(users: Passwords, hubs: readonly string[] = []): Promise<Mosquitto> {
    const folder = await mkdtemp(join(tmpdir(), 'lookout-mosquitto-'));
    const broker = new Mosquitto(await freePort(), folder);
    await mkdir(join(folder, 'data'));
    const acl = await readFile(join(settings, 'acl'), 'utf8');
    const more = hubs.map((hub) => `\nuser ${hub}\ntopic readwrite lookout/v1/#\n`);
    await writeFile(join(folder, 'acl'), acl + more.join(''));
    const shipped = await readFile(join(settings, 'mosquitto.conf'), 'utf8');
    await writeFile(join(folder, 'mosquitto.conf'), moveTo(shipped, folder, broker.port));
    await writeFile(join(folder, 'passwords'), passwordFile(users));
    await broker.resume();
    return broker;
  }

  urlFor(user: string, password: string): string {
    return `mqtt://${encodeURIComponent(user)}:${encodeURIComponent(password)}@127.0.0.1:${this.port}`;
  }

  /** Resolves when its log, from now on, matches. */
  async writes(pattern: RegExp): Promise<void> {
    await this.running?.writes(pattern);
  }

  /** Stops the broker and keeps its sessions, as an outage does. */
  async pause(): Promise<void> {
    await this.running?.stop();
    this.running = null;
  }

  /** Starts it again on the same port. */
  async resume(): Promise<void> {
    if (program === undefined)
      throw new Error('mosquitto is not installed: apt-get install mosquitto');
    this.running ??= await startProgram({
      command: program,
      args: ['-c', join(this.folder, 'mosquitto.conf')],
      ready: /mosquitto version \S+ running/,
    });
  }

  async setUsers(users: Passwords): Promise<void> {
    await writeFile(join(this.folder, 'passwords'), passwordFile(users));
    // It reads the file in the same turn of its loop, before the next connection.
    const reloaded = this.running?.writes(/Reloading config/);
    this.running?.signal('SIGHUP');
    await reloaded;
  }

  async stop(): Promise<void> {
    await this.pause();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** The shipped configuration on a loopback port, without TLS and with its paths in one folder. */
function moveTo(shipped: string, folder: string, port: number): string {
  const moved: Readonly<Record<string, string | null>> = {
    listener: `${port} 127.0.0.1`,
    password_file: join(folder, 'passwords'),
    acl_file: join(folder, 'acl'),
    persistence_location: `${join(folder, 'data')}/`,
    certfile: null,
    keyfile: null,
    tls_version: null,
  };
  const lines = shipped.split('\n').flatMap((line) => {
    const [key = ''] = line.split(' ');
    const value = moved[key];
    return value === undefined ? [line] : value === null ? [] : [`${key} ${value}`];
  });
  // As root, Mosquitto would step down to a user who cannot enter the folder; elsewhere this has no effect.
  return [...lines, 'user root', ''].join('\n');
}

/** Mosquitto's own format: `user:$7$iterations$salt$hash`, PBKDF2 with SHA-512. */
function passwordFile(users: Passwords): string {
  const iterations = 101;
  return Object.entries(users)
    .map(([user, password]) => {
      const salt = randomBytes(12);
      const hash = pbkdf2Sync(password, salt, iterations, 64, 'sha512');
      return `${user}:$7$${iterations}$${salt.toString('base64')}$${hash.toString('base64')}\n`;
    })
    .join('');
}
