import { livePath, type RoomPosition } from '@lookout/shared/protocol/live';
import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import {
  ConnectedSocket,
  MessageBody,
  type OnGatewayConnection,
  type OnGatewayDisconnect,
  type OnGatewayInit,
  SubscribeMessage,
  WebSocketGateway,
} from '@nestjs/websockets';
import { RoomPositions } from '../event-bus/room-positions.ts';
import { Broadcaster } from './broadcaster.ts';
import { LiveMetrics } from './live.metrics.ts';
import { LiveFeed } from './live-feed.ts';
import type { LiveClient, LiveServer } from './live-server.ts';
import { parseRoom } from './room-name.ts';
import { SocketDoor } from './socket-door.ts';

const flushEveryMs = 200;
const heartbeatEveryMs = 5_000;
const checkSessionsEveryMs = 30_000;
/** Its own room counts, too. */
const roomsPerClient = 17;
/** Clients only ever send the name of a room. */
const maxClientMessageBytes = 4096;

/** The browser's line: rooms, their updates and a heartbeat, under the session of the dashboard. */
@WebSocketGateway({ path: livePath, maxHttpBufferSize: maxClientMessageBytes, serveClient: false })
export class LiveGateway
  implements
    OnGatewayInit<LiveServer>,
    OnGatewayConnection<LiveClient>,
    OnGatewayDisconnect<LiveClient>,
    OnApplicationShutdown
{
  private readonly log = new Logger(LiveGateway.name);
  private readonly timers: NodeJS.Timeout[] = [];
  private flushing = false;

  constructor(
    private readonly door: SocketDoor,
    private readonly feed: LiveFeed,
    private readonly broadcaster: Broadcaster,
    private readonly positions: RoomPositions,
    private readonly metrics: LiveMetrics,
  ) {}

  afterInit(server: LiveServer): void {
    this.broadcaster.use(server);
    server.use((client, next) => {
      this.admit(client).then(
        (admitted) => next(admitted ? undefined : new Error('notSignedIn')),
        (error: Error) => {
          this.log.warn(`a client is kept waiting: ${error.message}`);
          next(new Error('notReady'));
        },
      );
    });
    this.timers.push(
      setInterval(() => this.flush(), flushEveryMs),
      setInterval(() => this.broadcaster.heartbeat(), heartbeatEveryMs),
      setInterval(() => this.dismissSignedOut(), checkSessionsEveryMs),
    );
  }

  onApplicationShutdown(): void {
    for (const timer of this.timers) clearInterval(timer);
  }

  handleConnection(client: LiveClient): void {
    this.broadcaster.follow(client);
    this.metrics.clients.inc();
  }

  handleDisconnect(client: LiveClient): void {
    this.broadcaster.gone(client);
    this.metrics.clients.dec();
  }

  /** Answers with the room's position: updates from the next revision on will come. */
  @SubscribeMessage('join')
  async join(
    @ConnectedSocket() client: LiveClient,
    @MessageBody() name: unknown,
  ): Promise<RoomPosition | { error: string }> {
    const room = parseRoom(name);
    if (room === null) return { error: 'noSuchRoom' };
    if (await this.door.isClosedFor(client.data)) {
      client.disconnect(true);
      return { error: 'notSignedIn' };
    }
    if (client.rooms.size >= roomsPerClient && !client.rooms.has(room))
      return { error: 'tooManyRooms' };
    await client.join(room);
    return this.positions.of(room);
  }

  @SubscribeMessage('leave')
  async leave(@ConnectedSocket() client: LiveClient, @MessageBody() name: unknown): Promise<void> {
    const room = parseRoom(name);
    if (room === null) return;
    await client.leave(room);
    this.broadcaster.left(client, room);
  }

  private async admit(client: LiveClient): Promise<boolean> {
    const data = await this.door.admit(client.handshake);
    if (data === null) return false;
    client.data = data;
    return true;
  }

  private flush(): void {
    if (this.flushing) return;
    this.flushing = true;
    this.feed
      .flush(this.broadcaster)
      .then(
        () => this.broadcaster.catchUp(),
        (error: Error) => this.log.debug(`updates wait: ${error.message}`),
      )
      .finally(() => {
        this.flushing = false;
      });
  }

  private dismissSignedOut(): void {
    for (const client of this.broadcaster.clients())
      this.door.isClosedFor(client.data).then(
        (closed) => closed && client.disconnect(true),
        (error: Error) => this.log.debug(`a session cannot be checked: ${error.message}`),
      );
  }
}
