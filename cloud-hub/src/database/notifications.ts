import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Pool, type PoolClient } from 'pg';

type Listener = (payload: string) => void;

interface Line {
  readonly client: PoolClient;
  /** Gives the connection up, once. A server that goes down tells of it twice, or after we have left. */
  drop(): boolean;
}

const retryMs = 1_000;

/**
 * PostgreSQL's LISTEN/NOTIFY: how a command line or another hub tells the running hubs that something was
 * committed. A notice may be lost while the connection is down, so listeners only speed up what is also
 * found in the tables.
 */
@Injectable()
export class Notifications implements OnApplicationShutdown {
  private readonly log = new Logger(Notifications.name);
  private readonly listeners = new Map<string, Set<Listener>>();
  private connection: Promise<Line> | null = null;
  private retry: NodeJS.Timeout | null = null;
  private stopped = false;

  constructor(private readonly pool: Pool) {}

  /** Resolves once the server knows that we listen. */
  async listen(channel: string, listener: Listener): Promise<void> {
    const known = this.listeners.get(channel);
    if (known !== undefined) {
      known.add(listener);
      return;
    }
    this.listeners.set(channel, new Set([listener]));
    const { client } = await this.connect();
    await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
  }

  async notify(channel: string, payload: string): Promise<void> {
    await this.pool.query('SELECT pg_notify($1, $2)', [channel, payload]);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    if (this.retry !== null) clearTimeout(this.retry);
    const line = await this.connection?.catch(() => null);
    line?.drop();
  }

  private connect(): Promise<Line> {
    this.connection ??= this.open();
    return this.connection;
  }

  private async open(): Promise<Line> {
    const client = await this.pool.connect();
    client.on('notification', ({ channel, payload }) => {
      for (const listener of this.listeners.get(channel) ?? []) listener(payload ?? '');
    });
    let held = true;
    const drop = () => {
      if (!held) return false;
      held = false;
      client.release(true);
      return true;
    };
    client.on('error', (error) => {
      if (!drop()) return;
      this.log.warn(`connection for notices lost: ${error.message}`);
      this.reconnect();
    });
    return { client, drop };
  }

  private reconnect(): void {
    this.connection = null;
    if (this.stopped) return;
    this.retry = setTimeout(() => {
      this.relisten().catch(() => this.reconnect());
    }, retryMs);
  }

  private async relisten(): Promise<void> {
    const { client } = await this.connect();
    for (const channel of this.listeners.keys())
      await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
  }
}
