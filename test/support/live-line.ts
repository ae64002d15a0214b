import {
  type ClientToServer,
  livePath,
  type RoomName,
  type RoomPosition,
  type RoomUpdate,
  type ServerToClient,
} from '@lookout/shared/protocol/live';
import { io, type Socket } from 'socket.io-client';

/** A browser's line to the hub, which keeps every update it gets. */
export class LiveLine {
  readonly updates: RoomUpdate[] = [];
  private readonly waiting = new Set<() => void>();

  private constructor(readonly socket: Socket<ServerToClient, ClientToServer>) {
    socket.on('update', (update) => {
      this.updates.push(update);
      for (const wake of this.waiting) wake();
    });
  }

  /** @throws Error with the hub's reason when it does not let us in */
  static async open(url: string, headers: Readonly<Record<string, string>>): Promise<LiveLine> {
    const socket: Socket<ServerToClient, ClientToServer> = io(url, {
      path: livePath,
      transports: ['websocket'],
      extraHeaders: headers,
      reconnection: false,
      forceNew: true,
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', (error) => {
        socket.close();
        reject(error);
      });
    });
    return new LiveLine(socket);
  }

  join(room: RoomName): Promise<RoomPosition | { error: string }> {
    return new Promise((resolve) => this.socket.emit('join', room, resolve));
  }

  of(room: RoomName): RoomUpdate[] {
    return this.updates.filter((update) => update.room === room);
  }

  /** The first update of the room, come or to come, that is asked for. */
  async until(room: RoomName, matches: (update: RoomUpdate) => boolean): Promise<RoomUpdate> {
    for (;;) {
      const found = this.of(room).find(matches);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.waiting.delete(wake);
          resolve();
        };
        this.waiting.add(wake);
      });
    }
  }

  close(): void {
    this.socket.close();
  }
}
