import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** From the begin of a block's topic into its payload, whatever stands between. */
const intoPayload = 1_000;
const blockTopic = /\/blocks\/[0-9a-f]{64}\/\d+/;

/** A relay to a broker that alters one byte of the first blocks that go through it. */
export class TamperingLine {
  altered = 0;
  /** So many blocks more. */
  left = 0;
  private readonly toPort: number;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();

  private constructor(toPort: number) {
    this.toPort = toPort;
    this.server = createServer((near) => this.relay(near));
  }

  static async open(toPort: number): Promise<TamperingLine> {
    const line = new TamperingLine(toPort);
    line.server.listen(0, '127.0.0.1');
    await once(line.server, 'listening');
    return line;
  }

  get url(): string {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('the line is closed');
    return `mqtt://127.0.0.1:${address.port}`;
  }

  async close(): Promise<void> {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await once(this.server, 'close');
  }

  private relay(near: Socket): void {
    const far = connect(this.toPort, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.sockets.delete(socket);
        other.destroy();
      });
    }
    near.on('data', (bytes) => far.write(bytes));
    far.on('data', (bytes) => near.write(this.alter(bytes)));
  }

  private alter(bytes: Buffer): Buffer {
    const at = this.left === 0 ? -1 : bytes.toString('latin1').search(blockTopic);
    const byte = at < 0 ? undefined : bytes[at + intoPayload];
    if (byte === undefined) return bytes;
    this.left -= 1;
    this.altered += 1;
    const other = Buffer.from(bytes);
    other[at + intoPayload] = byte ^ 1;
    return other;
  }
}
