import {
  type ClientToServer,
  livePath,
  type RoomName,
  type RoomPosition,
  type RoomUpdate,
  type ServerToClient,
} from '@lookout/shared/protocol/live';
import { io, type Socket } from 'socket.io-client';
import { HubClock } from './hub-clock.ts';
import type { Line } from './liveness.ts';

const retryDelayMs = 1_000;

export interface RoomListener {
  /** In the room from this position on; also after every reconnect. */
  joined(position: RoomPosition): void;
  updated(update: RoomUpdate): void;
  lost(): void;
}

/** The page's one socket: joins rooms for whoever listens, and knows how long ago the hub was heard. */
export class LiveClient {
  readonly clock = new HubClock();
  readonly startedAtMs = performance.now();
  readonly #socket: Socket<ServerToClient, ClientToServer>;
  readonly #rooms = new Map<RoomName, Set<RoomListener>>();
  readonly #watchers = new Set<() => void>();
  #line: Line = { connected: false, heardAtMs: null };
  #retry: ReturnType<typeof setTimeout> | undefined;

  /** @param onRefused the hub would not let this session in, or no longer does. */
  constructor(private readonly onRefused: () => void) {
    this.#socket = io({
      path: livePath,
      transports: ['websocket', 'polling'],
      reconnectionDelay: 500,
      reconnectionDelayMax: 5_000,
      autoConnect: false,
    });
    this.#socket.on('connect', () => this.#connected());
    this.#socket.on('disconnect', (reason) => this.#disconnected(reason));
    this.#socket.on('connect_error', () => {
      if (!this.#socket.active) this.#refused();
    });
    this.#socket.on('heartbeat', ({ at }) => this.#heard(at));
    this.#socket.on('update', (update) => {
      this.#heard(update.at);
      for (const listener of this.#rooms.get(update.room) ?? []) listener.updated(update);
    });
  }

  start(): void {
    this.#socket.connect();
  }

  stop(): void {
    clearTimeout(this.#retry);
    this.#socket.disconnect();
  }

  /** Estimated hub time, ms UTC. */
  now(): number {
    return this.clock.now(Date.now());
  }

  get line(): Line {
    return this.#line;
  }

  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Several may listen to one room; the socket leaves it with the last of them. */
  listen(room: RoomName, listener: RoomListener): () => void {
    const listeners = this.#rooms.get(room) ?? new Set();
    this.#rooms.set(room, listeners.add(listener));
    if (this.#socket.connected) this.#join(room, [listener]);
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0 || this.#rooms.get(room) !== listeners) return;
      this.#rooms.delete(room);
      if (this.#socket.connected) this.#socket.emit('leave', room);
    };
  }

  #join(room: RoomName, listeners: Iterable<RoomListener>): void {
    this.#socket.emit('join', room, (answer) => {
      if ('error' in answer) return this.onRefused();
      this.#heard();
      for (const listener of listeners) listener.joined(answer);
    });
  }

  #connected(): void {
    this.#setLine({ ...this.#line, connected: true });
    for (const [room, listeners] of this.#rooms) this.#join(room, listeners);
  }

  #disconnected(reason: string): void {
    this.#setLine({ ...this.#line, connected: false });
    for (const listeners of this.#rooms.values()) for (const listener of listeners) listener.lost();
    if (reason === 'io server disconnect') this.#refused();
  }

  /** socket.io does not come back by itself where the hub said no; a hub that is not ready says so, too. */
  #refused(): void {
    this.onRefused();
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#socket.connect(), retryDelayMs);
  }

  #heard(hubAt?: number): void {
    if (hubAt !== undefined) this.clock.observe(hubAt, Date.now());
    this.#setLine({ connected: true, heardAtMs: performance.now() });
  }

  #setLine(line: Line): void {
    this.#line = line;
    for (const watcher of this.#watchers) watcher();
  }
}
