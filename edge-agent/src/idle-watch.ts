import type { Load } from '@lookout/shared/protocol/load';

/** A machine whose others take no more than this is idle: what is measured then is the detector's own. */
const idlePercent = 25;

/** @param ownGpuPercent of the detectors of this device, which run on while they are measured */
const isIdle = (
  { otherCpuPercent, cpuPercent, gpuPercent }: Load,
  ownGpuPercent: number,
): boolean =>
  (otherCpuPercent ?? cpuPercent ?? 0) <= idlePercent &&
  (gpuPercent ?? 0) - ownGpuPercent <= idlePercent;

/** Waits for a machine to become idle, but not for ever. */
export class IdleWatch {
  private waiting: (() => void)[] = [];
  private isIdleNow = false;

  /** @param wait resolves after so long, or at once when the signal is aborted */
  constructor(
    private readonly mostMs: number,
    private readonly wait: (delayMs: number, signal: AbortSignal) => Promise<void>,
  ) {}

  /** @param ownGpuPercent what of the GPU's load is our own */
  sampled(load: Load, ownGpuPercent: number): void {
    this.isIdleNow = isIdle(load, ownGpuPercent);
    if (this.isIdleNow) for (const done of this.waiting.splice(0)) done();
  }

  /** @returns whether it is idle, now or in time */
  async idle(signal: AbortSignal): Promise<boolean> {
    if (this.isIdleNow) return true;
    const over = new AbortController();
    const became = new Promise<void>((resolve) => this.waiting.push(resolve));
    await Promise.race([became, this.wait(this.mostMs, AbortSignal.any([signal, over.signal]))]);
    over.abort();
    return this.isIdleNow;
  }
}
