import type { Load } from '@lookout/shared/protocol/load';
import { type LoadRow, type LoadSlot, slotMs, storedLoad, withSample } from './load-slot.ts';

/** Half minutes under way, and those that wait for the database. */
export class LoadBuffer {
  private readonly slots = new Map<string, LoadSlot>();
  private ended: LoadRow[] = [];

  /** @param mostRows that wait; beyond it the oldest are let go, for load is a trend and no record */
  constructor(private readonly mostRows: number) {}

  add(device: string, load: Load, receivedAt: number): void {
    const before = this.slots.get(device) ?? null;
    const slot = withSample(before, load, receivedAt);
    if (before !== null && before.at !== slot.at) this.end(device, before);
    this.slots.set(device, slot);
  }

  /** Rows of half minutes that are over at this time. */
  take(now: number): LoadRow[] {
    for (const [device, slot] of this.slots)
      if (slot.at + slotMs <= now) {
        this.end(device, slot);
        this.slots.delete(device);
      }
    const rows = this.ended;
    this.ended = [];
    return rows;
  }

  /** The database did not take them. */
  giveBack(rows: readonly LoadRow[]): void {
    this.ended = [...rows, ...this.ended].slice(-this.mostRows);
  }

  private end(device: string, slot: LoadSlot): void {
    this.ended.push({ device, at: slot.at, load: storedLoad(slot) });
  }
}
