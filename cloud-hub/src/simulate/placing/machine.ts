import { mixSeed, Random } from '@lookout/shared/simulator/random';
import { Episodes, type Habit } from './episodes.ts';

/** What becomes of a device's GPU. */
export type GpuKind =
  | 'none'
  | 'good'
  | 'lost' // now and then its provider is gone for minutes
  | 'lying'; // its provider takes none of the nodes

/** What a machine does besides our own work, and how hot it is. */
export interface MachineState {
  /** Shares of 0 to 1; null: it has none. */
  readonly otherCpu: number;
  readonly otherGpu: number | null;
  readonly isGpuLost: boolean;
  readonly temperatureC: number;
}

export const throttleC = 87;
export const criticalC = 97;

const minuteMs = 60_000;
const bursts = { quietMs: 8 * minuteMs, busyMs: 2 * minuteMs, least: 0.5, most: 0.98 };
const vision = { quietMs: 12 * minuteMs, busyMs: 5 * minuteMs, least: 0.5, most: 0.97 };
const hotHours = { quietMs: 40 * minuteMs, busyMs: 12 * minuteMs, least: 8, most: 22 };
const losses = { quietMs: 10 * minuteMs, busyMs: 3 * minuteMs, least: 1, most: 1 };
const warmsWithinMs = 2 * minuteMs;

/** A board with work of its own, the same for the same seed however it is asked. */
export class Machine {
  private readonly cpu: Episodes;
  private readonly gpu: Episodes;
  private readonly heat: Episodes;
  private readonly loss: Episodes;
  private temperatureC = 45;

  constructor(
    seed: number,
    readonly kind: GpuKind,
  ) {
    const episodes = (purpose: number, habit: Habit) =>
      new Episodes(new Random(mixSeed(seed, purpose)), habit);
    this.cpu = episodes(11, bursts);
    this.gpu = episodes(12, vision);
    this.heat = episodes(13, hotHours);
    this.loss = episodes(14, losses);
  }

  /** @param ownGpu share of the GPU that our own network takes */
  after(stepMs: number, ownGpu: number): MachineState {
    const otherCpu = Math.max(0.08, this.cpu.after(stepMs));
    const busyGpu = this.gpu.after(stepMs);
    const hotterC = this.heat.after(stepMs);
    const isGpuLost = this.loss.after(stepMs) > 0 && this.kind === 'lost';
    const otherGpu = this.kind === 'none' || isGpuLost ? null : busyGpu;
    const towards = 42 + 14 * otherCpu + 22 * ((otherGpu ?? 0) + ownGpu) + hotterC;
    this.temperatureC += (towards - this.temperatureC) * (1 - Math.exp(-stepMs / warmsWithinMs));
    return { otherCpu, otherGpu, isGpuLost, temperatureC: this.temperatureC };
  }
}
