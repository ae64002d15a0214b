import type { RoomName, RoomUpdate } from '@lookout/shared/protocol/live';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config/clock.ts';
import { RoomPositions } from '../event-bus/room-positions.ts';
import { LiveMetrics } from './live.metrics.ts';
import type { Audience } from './live-feed.ts';
import type { LiveClient, LiveServer } from './live-server.ts';
import { SlowClients } from './slow-clients.ts';

/** Sends updates to the rooms and passes over whoever cannot keep up: memory does not grow with slow lines. */
@Injectable()
export class Broadcaster implements Audience {
  private readonly slow = new SlowClients();
  private server: LiveServer | null = null;

  constructor(
    private readonly positions: RoomPositions,
    private readonly metrics: LiveMetrics,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  use(server: LiveServer): void {
    this.server = server;
  }

  /** Counts what waits on the client's line from now on. */
  follow(client: LiveClient): void {
    const { conn, data } = client;
    conn.on('packetCreate', () => {
      data.waiting += 1;
    });
    conn.on('flush', () => {
      data.waiting = 0;
    });
  }

  has(room: RoomName): boolean {
    return (this.server?.sockets.adapter.rooms.get(room)?.size ?? 0) > 0;
  }

  send(update: RoomUpdate): void {
    const withheld = this.clientsIn(update.room)
      .filter(({ id, data }) => !this.slow.mayGet(id, data, update.room))
      .map(({ id }) => id);
    this.metrics.updates.inc();
    this.metrics.withheld.inc(withheld.length);
    this.server?.to(update.room).except(withheld).emit('update', update);
  }

  /** Tells those whose line is free again where their rooms stand: an update past the hole that they have. */
  catchUp(): void {
    for (const client of this.clients())
      for (const room of this.slow.caughtUp(client.id, client.data))
        client.emit('update', { ...this.positions.of(room), room, at: this.clock() });
  }

  heartbeat(): void {
    this.server?.volatile.emit('heartbeat', { at: this.clock() });
  }

  left(client: LiveClient, room: RoomName): void {
    this.slow.left(client.id, room);
  }

  gone(client: LiveClient): void {
    this.slow.gone(client.id);
  }

  clients(): LiveClient[] {
    return [...(this.server?.sockets.sockets.values() ?? [])];
  }

  private clientsIn(room: RoomName): LiveClient[] {
    const { sockets, adapter } = this.server?.sockets ?? {};
    return [...(adapter?.rooms.get(room) ?? [])].flatMap((id) => sockets?.get(id) ?? []);
  }
}
