import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { FrameLimit } from './frame-limit.ts';

/**
 * aedes waits for a connection whose buffer is full before it reads on from whoever published, the hub above
 * all: one device whose line is dead would hold up every other. Nobody is owed more than this at a time.
 */
const bufferBytes = 1024 * 1024;

/** A socket that is cut when the other end announces a packet longer than the limit. */
export class LimitedConnection extends Duplex {
  private readonly limit: FrameLimit;

  constructor(
    private readonly socket: Socket,
    maxPacketBytes: number,
  ) {
    super({ allowHalfOpen: false, writableHighWaterMark: bufferBytes });
    this.limit = new FrameLimit(maxPacketBytes);
    socket.on('data', (chunk: Buffer) => {
      if (!this.limit.admit(chunk))
        this.destroy(new Error(`a packet of more than ${maxPacketBytes} bytes`));
      else if (!this.push(chunk)) socket.pause();
    });
    socket.on('end', () => this.push(null));
    socket.on('error', (error) => this.destroy(error));
    socket.on('close', () => this.destroy());
  }

  override _read(): void {
    this.socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void) {
    this.socket.write(chunk, done);
  }

  /** A packet is written in small pieces: one system call for all of them. */
  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.socket.write(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  }

  override _final(done: () => void): void {
    this.socket.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.socket.destroy();
    done(error);
  }
}
