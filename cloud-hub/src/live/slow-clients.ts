import type { RoomName } from '@lookout/shared/protocol/live';
import type { ClientData } from './live-server.ts';

type Line = Pick<ClientData, 'waiting'>;

/** Some two seconds of three rooms. */
const mostWaiting = 32;

/**
 * Which clients are passed over because their line is slow, and what they must be told when it is free
 * again. Nothing is kept for them but the names of the rooms: they fetch the snapshot.
 */
export class SlowClients {
  private readonly behind = new Map<string, Set<RoomName>>();

  /** Whether the update may be sent; remembers the room where it may not. */
  mayGet(client: string, line: Line, room: RoomName): boolean {
    if (line.waiting <= mostWaiting) {
      this.behind.get(client)?.delete(room);
      return true;
    }
    const rooms = this.behind.get(client) ?? new Set();
    this.behind.set(client, rooms.add(room));
    return false;
  }

  /** Rooms of which the client missed an update, once its line is free: to be told where they stand. */
  caughtUp(client: string, line: Line): RoomName[] {
    const rooms = this.behind.get(client);
    if (rooms === undefined || line.waiting > 0) return [];
    this.behind.delete(client);
    return [...rooms];
  }

  left(client: string, room: RoomName): void {
    this.behind.get(client)?.delete(room);
  }

  gone(client: string): void {
    this.behind.delete(client);
  }
}
