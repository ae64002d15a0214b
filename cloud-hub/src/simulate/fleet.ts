import type { ReleasePhase } from '@lookout/shared/protocol/release-phase';
import type { Random } from '@lookout/shared/simulator/random';
import type { Device } from './device.ts';

export interface FleetCounts {
  readonly devices: number;
  readonly online: number;
  readonly asleep: number;
  readonly silent: number;
  /** Devices by the phase of the last assignment that each took up. */
  readonly phases: ReadonlyMap<ReleasePhase, number>;
  readonly waitingEvents: number;
  /** Both ways, over all connections. */
  readonly wireBytes: number;
}

export interface Traffic {
  /** Messages with scores a second, over the whole fleet. */
  readonly rate: number;
  /** ... and alerts an hour. */
  readonly alertsPerHour: number;
  readonly random: Random;
  readonly now: () => number;
}

/** How many connect at a time: the broker's backlog and the hub's database answer each of them. */
const connectingAtOnce = 50;
const tickMs = 100;
const windowsPerMessage = 10;
const hourMs = 3_600_000;

/** Many simulated devices in one process. */
export class Fleet {
  private timer: NodeJS.Timeout | null = null;

  constructor(readonly devices: readonly Device[]) {}

  /** @param onProgress how many have been tried */
  async start(onProgress: (tried: number) => void): Promise<void> {
    await inTurns(this.devices, connectingAtOnce, (device) => device.start(), onProgress);
  }

  /** Scores and alerts of devices picked at random. */
  begin({ rate, alertsPerHour, random, now }: Traffic): void {
    const perHour = (rate * hourMs) / 1000 + alertsPerHour;
    if (perHour === 0) return;
    const alertShare = alertsPerHour / perHour;
    let paidUntil = now();
    this.timer = setInterval(() => {
      for (const at = now(); paidUntil < at; paidUntil += hourMs / perHour) {
        const device = this.devices[Math.floor(random.uniform() * this.devices.length)];
        if (device?.online !== true) continue;
        if (random.uniform() < alertShare) device.sendAlert();
        else device.sendScores(windowsPerMessage);
      }
    }, tickMs);
  }

  counts(): FleetCounts {
    const phases = new Map<ReleasePhase, number>();
    const count = (test: (device: Device) => boolean) => this.devices.filter(test).length;
    for (const { install } of this.devices) {
      const phase = install.report?.phase;
      if (phase !== undefined) phases.set(phase, (phases.get(phase) ?? 0) + 1);
    }
    return {
      devices: this.devices.length,
      online: count(({ online }) => online),
      asleep: count(({ sleeping }) => sleeping),
      silent: count(({ silent }) => silent),
      phases,
      waitingEvents: this.devices.reduce((sum, { waitingEvents }) => sum + waitingEvents, 0),
      wireBytes: this.devices.reduce((sum, { wireBytes }) => sum + wireBytes, 0),
    };
  }

  async stop(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    await inTurns(this.devices, connectingAtOnce, (device) => device.stop());
  }
}

/** Works through the items, some at a time. */
export async function inTurns<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T, index: number) => Promise<void>,
  onDone: (done: number) => void = () => undefined,
): Promise<void> {
  let [next, done] = [0, 0];
  const worker = async () => {
    for (let i = next++; i < items.length; i = next++) {
      const item = items[i];
      if (item !== undefined) await work(item, i);
      done += 1;
      onDone(done);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}
