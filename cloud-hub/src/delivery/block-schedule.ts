import { maxUnitsPerRequest } from '@lookout/shared/protocol/blocks';
import type { DeviceAddress } from '@lookout/shared/protocol/messages';
import type { Cut } from './cut-blocks.ts';

/** What is to be sent to one device, in this order. */
export interface BlockOrder {
  readonly address: DeviceAddress;
  /** SHA-256 of the file. */
  readonly digest: string;
  readonly cuts: readonly Cut[];
  /** After what the device has asked for before of the same file, not in its place. */
  readonly adds: boolean;
}

/** One block to send now. */
export interface BlockTurn {
  readonly address: DeviceAddress;
  readonly digest: string;
  readonly cut: Cut;
}

export interface ScheduleLimits {
  /** Devices that are served at a time; the others wait in the order in which they asked. */
  readonly places: number;
  /** Blocks that the broker has not acknowledged: of one device, and of all of them. */
  readonly unacknowledgedPerDevice: number;
  readonly unacknowledged: number;
  /** A place is given up when nothing could be sent from it for this long. */
  readonly stalledMs: number;
}

/** However often a device adds to what it asks for, no more than this waits for it. */
const mostCuts = maxUnitsPerRequest;

interface Served {
  order: BlockOrder;
  /** Of `order.cuts`, the next. */
  next: number;
  unacknowledged: number;
  since: number;
}

/**
 * Whose block is next: no I/O, no clock. The limit over all devices is what keeps the line to the broker
 * short, so that whatever else the hub has to say is never behind more than those few blocks.
 */
export class BlockSchedule {
  /** In the order in which they asked. */
  private readonly waiting = new Map<string, BlockOrder>();
  /** In the order of their turns. */
  private readonly served = new Map<string, Served>();
  private unacknowledged = 0;

  constructor(private readonly limits: ScheduleLimits) {}

  get waitingDevices(): number {
    return this.waiting.size;
  }

  get servedDevices(): number {
    return this.served.size;
  }

  has(device: string): boolean {
    return this.waiting.has(device) || this.served.has(device);
  }

  /** Takes the place of what the device asked for before, or adds to it, in the line as in its turn. */
  ask(order: BlockOrder, now: number): void {
    const { device } = order.address;
    const served = this.served.get(device);
    if (served === undefined) this.waiting.set(device, joined(order, this.waiting.get(device), 0));
    else {
      const whole = joined(order, served.order, served.next);
      Object.assign(served, { order: whole, next: 0, since: now });
    }
  }

  /**
   * The next block; null while there is none, or no room for one.
   * @param ready whether the device can take one now; one that cannot is passed over
   */
  take(now: number, ready: (device: string) => boolean): BlockTurn | null {
    this.fillPlaces(now);
    if (this.unacknowledged >= this.limits.unacknowledged) return null;
    for (const [device, served] of this.served) {
      const cut = served.order.cuts[served.next];
      if (cut === undefined || served.unacknowledged >= this.limits.unacknowledgedPerDevice)
        continue;
      if (!ready(device)) continue;
      served.next += 1;
      served.since = now;
      served.unacknowledged += 1;
      this.unacknowledged += 1;
      // To the end of the turns.
      this.served.delete(device);
      this.served.set(device, served);
      return { address: served.order.address, digest: served.order.digest, cut };
    }
    return null;
  }

  /** A block that was taken has been acknowledged by the broker, or was lost with the connection. */
  settle(device: string): void {
    this.unacknowledged -= 1;
    const served = this.served.get(device);
    if (served === undefined) return;
    served.unacknowledged = Math.max(0, served.unacknowledged - 1);
    if (served.unacknowledged === 0 && served.next >= served.order.cuts.length)
      this.served.delete(device);
  }

  /** The device has gone: its place and what it asked for are free. */
  leave(device: string): void {
    this.waiting.delete(device);
    this.served.delete(device);
  }

  /** There is no broker: devices ask again when they are back. */
  clear(): void {
    this.waiting.clear();
    this.served.clear();
  }

  private fillPlaces(now: number): void {
    if (this.waiting.size === 0) return;
    if (this.served.size >= this.limits.places)
      for (const [device, { since }] of this.served)
        if (now - since >= this.limits.stalledMs) this.served.delete(device);
    for (const [device, order] of this.waiting) {
      if (this.served.size >= this.limits.places) return;
      this.waiting.delete(device);
      this.served.set(device, { order, next: 0, unacknowledged: 0, since: now });
    }
  }
}

/** @param sent cuts of the order before that are on their way */
function joined(order: BlockOrder, before: BlockOrder | undefined, sent: number): BlockOrder {
  if (!order.adds || before?.digest !== order.digest) return order;
  return { ...order, cuts: [...before.cuts.slice(sent), ...order.cuts].slice(0, mostCuts) };
}
