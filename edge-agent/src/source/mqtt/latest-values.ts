import type { Reading } from './mqtt-mapping.ts';

interface Held {
  readonly value: number | null;
  readonly arrivedMs: number;
}

/**
 * The last value of each channel, held no longer than the channel's `staleMs` after it arrived: an older
 * one is missing, never repeated. Pure.
 */
export class LatestValues {
  private readonly held: (Held | null)[];

  constructor(private readonly staleMs: readonly number[]) {
    this.held = staleMs.map(() => null);
  }

  update(readings: readonly Reading[], arrivedMs: number): void {
    for (const { channel, value } of readings) this.held[channel] = { value, arrivedMs };
  }

  /** One value per channel; null for the whole row when nothing at all is fresh. */
  row(nowMs: number): (number | null)[] | null {
    let fresh = 0;
    const values = this.staleMs.map((staleMs, channel) => {
      const held = this.held[channel];
      // A clock that was set back makes an old value look as if it came from the future: stale as well.
      if (!held || Math.abs(nowMs - held.arrivedMs) > staleMs) return null;
      fresh += 1;
      return held.value;
    });
    return fresh > 0 ? values : null;
  }
}
