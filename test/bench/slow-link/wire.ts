import { Random } from '@lookout/shared/simulator/random';

export interface WireOptions {
  readonly bitsPerSecond: number;
  /** One way. */
  readonly delayMs: number;
  /** Of packets, in [0, 1]. */
  readonly loss: number;
  /** Packets that wait at most; a further one is dropped. */
  readonly queue: number;
}

/** One direction of a line, as `tc netem` does it: loss, then the queue at its rate, then the way. No clock. */
export class Wire {
  isCut = false;
  bytes = 0;
  lostPackets = 0;
  packets = 0;
  private freeAtMs = 0;
  private readonly options: WireOptions;
  private readonly random: Random;

  // No parameter properties: the benches run this file without a compiler.
  constructor(options: WireOptions, seed: number) {
    this.options = options;
    this.random = new Random(seed);
  }

  /** @returns when a packet comes out at the other end; null when it is lost */
  send(packetBytes: number, nowMs: number): number | null {
    const { bitsPerSecond, delayMs, loss, queue } = this.options;
    const onWireMs = (packetBytes * 8 * 1000) / bitsPerSecond;
    const waitMs = Math.max(0, this.freeAtMs - nowMs);
    this.packets += 1;
    const isFull = waitMs > queue * ((1500 * 8 * 1000) / bitsPerSecond);
    if (this.random.uniform() < loss || this.isCut || isFull) {
      this.lostPackets += 1;
      return null;
    }
    this.bytes += packetBytes;
    this.freeAtMs = nowMs + waitMs + onWireMs;
    return this.freeAtMs + delayMs;
  }
}
