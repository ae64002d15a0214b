import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { encode } from '@lookout/shared/protocol/codec';
import { topicOf } from '@lookout/shared/protocol/messages';
import type { Status } from '@lookout/shared/protocol/presence';

const status = (online: boolean, session: number): Status => ({
  ...{ online, session, bootId: 'bare', agentVersion: 'bare', at: Date.now() },
});

/**
 * A device that is a socket and little more, of which a thousand cost nothing: it says in MQTT 3.1.1 that it is
 * online, with a will that says the contrary, and listens to what the hub wants of it.
 */
export class BareDevice {
  private constructor(
    private readonly socket: Socket,
    private readonly topic: string,
    private readonly session: number,
  ) {}

  /** Resolves when the broker has let it in. @throws Error when it does not, or hangs up */
  static async connect(
    port: number,
    { device, site, secret }: { device: string; site: string; secret: string },
    session = 1,
  ): Promise<BareDevice> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.on('error', () => undefined);
    const address = { site, device };
    const will = encode('status', status(false, session));
    const topic = topicOf('status', address);
    socket.write(
      packet(
        0x10,
        ...[text('MQTT'), Buffer.of(4, 0b1110_1110), word(60), text(device)],
        ...[text(topic), bytes(will), text(device), text(secret)],
      ),
    );
    const [answer] = await once(socket, 'data', { signal: AbortSignal.timeout(10_000) });
    if (!Buffer.isBuffer(answer) || answer[0] !== 0x20 || answer[3] !== 0)
      throw new Error(`${device} is not let in`);
    // What comes from now on is not looked at.
    socket.resume();
    socket.write(packet(0x82, word(1), text(topicOf('desired', address)), Buffer.of(1)));
    const bare = new BareDevice(socket, topic, session);
    bare.sayOnline();
    return bare;
  }

  /** What comes back is not looked at. */
  sayOnline(): void {
    const payload = encode('status', status(true, this.session));
    this.socket.write(packet(0x33, text(this.topic), word(2), payload));
  }

  /** As when its power fails. */
  cut(): void {
    this.socket.resetAndDestroy();
  }
}

const word = (value: number): Buffer => Buffer.of(value >> 8, value & 0xff);
const bytes = (value: Uint8Array): Buffer => Buffer.concat([word(value.length), value]);
const text = (value: string): Buffer => bytes(Buffer.from(value));

/** With its length in front, seven bits to a byte [MQTT-2.2.3]. */
function packet(head: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const length: number[] = [];
  let left = body.length;
  do {
    const more = left >= 128 ? 128 : 0;
    length.push((left % 128) | more);
    left = Math.floor(left / 128);
  } while (left > 0);
  return Buffer.concat([Buffer.of(head, ...length), body]);
}
