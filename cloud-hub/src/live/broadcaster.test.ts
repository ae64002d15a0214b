import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import {
  connect,
  createServer as createTcpServer,
  type Socket,
  type Server as TcpServer,
} from 'node:net';
import { type ClientToServer, livePath, type ServerToClient } from '@lookout/shared/protocol/live';
import { Registry } from 'prom-client';
import { Server } from 'socket.io';
import { io, type Socket as LiveSocket } from 'socket.io-client';
import { expect, onTestFinished, test } from 'vitest';
import { RoomPositions } from '../event-bus/room-positions.ts';
import { scoreBlock } from '../score/blocks.fixture.ts';
import { Broadcaster } from './broadcaster.ts';
import { LiveMetrics } from './live.metrics.ts';
import type { LiveServer } from './live-server.ts';

// A real socket.io server and real clients; the line of one of them can be held up.
const large = scoreBlock({ seq: 1, channels: ['x'.repeat(64 * 1024)] }, [1000], [1]);

test('a client that does not read is passed over, and fetches again when it reads', async () => {
  const { broadcaster, positions, metrics, port } = await startServer();
  const line = await startSlowLine(port);
  const quick = await join(port);
  const slow = await join(line.port);
  const withheld = async () => (await metrics.withheld.get()).values[0]?.value ?? 0;
  const send = () =>
    broadcaster.send({ ...positions.advance('alerts'), room: 'alerts', at: 0, scores: [large] });

  line.hold();
  const sent = 2_000;
  for (let i = 1; i <= sent; i += 1) {
    send();
    await quick.until(i);
  }
  // What the kernel's buffers took, and no more than a few packets beyond.
  expect(await withheld()).toBeGreaterThan(sent / 2);
  expect(slow.revisions.length).toBeLessThan(sent / 2);

  line.release();
  const timer = setInterval(() => broadcaster.catchUp(), 10);
  onTestFinished(() => clearInterval(timer));
  await slow.until(sent);
  expect(slow.revisions.at(-1)).toBe(sent);
  expect(slow.revisions.length).toBe(sent - (await withheld()) + 1);
  send();
  await slow.until(sent + 1);
  expect(quick.revisions).toEqual(Array.from({ length: sent + 1 }, (_, i) => i + 1));
});

async function startServer() {
  const http = createServer();
  const server: LiveServer = new Server(http, { path: livePath });
  const positions = new RoomPositions('epoch');
  const metrics = new LiveMetrics(new Registry());
  const broadcaster = new Broadcaster(positions, metrics, () => 1_000);
  broadcaster.use(server);
  server.on('connection', (client) => {
    client.data.waiting = 0;
    broadcaster.follow(client);
    client.on('join', async (room, answer) => {
      await client.join(room);
      answer(positions.of(room));
    });
  });
  onTestFinished(() => server.close());
  return { broadcaster, positions, metrics, port: await listen(http) };
}

/** A relay to the server that can stop reading what the server says. */
async function startSlowLine(port: number) {
  const fromServer = new Set<Socket>();
  const relay = createTcpServer((near) => {
    const far = connect(port, '127.0.0.1');
    fromServer.add(far);
    near.pipe(far);
    far.on('data', (chunk) => near.write(chunk));
    far.once('close', () => near.destroy());
    near.once('close', () => far.destroy());
  });
  onTestFinished(() => {
    relay.close();
    for (const socket of fromServer) socket.destroy();
  });
  return {
    port: await listen(relay),
    hold: () => [...fromServer].map((socket) => socket.pause()),
    release: () => [...fromServer].map((socket) => socket.resume()),
  };
}

/** Joins the room `alerts` and notes the revisions that come. */
async function join(port: number) {
  const revisions: number[] = [];
  const socket: LiveSocket<ServerToClient, ClientToServer> = io(`http://127.0.0.1:${port}`, {
    path: livePath,
    transports: ['websocket'],
    forceNew: true,
  });
  onTestFinished(() => {
    socket.close();
  });
  let wake: () => void = () => undefined;
  socket.on('update', ({ revision }) => {
    revisions.push(revision);
    wake();
  });
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  await socket.emitWithAck('join', 'alerts');
  return {
    revisions,
    until: async (revision: number) => {
      while ((revisions.at(-1) ?? 0) < revision)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    },
  };
}

async function listen(server: HttpServer | TcpServer): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('expected a port');
  return address.port;
}
