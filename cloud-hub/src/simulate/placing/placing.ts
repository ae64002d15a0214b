import { stretchOf } from '@lookout/shared/placement/contention';
import { type Load, unknownMachine } from '@lookout/shared/protocol/load';
import {
  type PlacementChoice,
  type PlacementReport,
  type PlacementWish,
  processorOf,
  type SwitchReport,
  type VariantProfile,
} from '@lookout/shared/protocol/placement';
import type { InstalledBundle } from '@lookout/shared/protocol/release-phase';
import { mixSeed, Random } from '@lookout/shared/simulator/random';
import { criticalC, type GpuKind, Machine, type MachineState, throttleC } from './machine.ts';
import { type Choosable, profilesOf } from './profiles.ts';

export interface PlacingHands {
  readonly now: () => number;
  readonly after: (delayMs: number, act: () => void) => void;
  /** Its report is another one. */
  readonly changed: () => void;
}

export interface PlacedOn {
  readonly stream: string;
  readonly strideMs: number;
  readonly seed: number;
  readonly kind: GpuKind;
}

type Placed = Pick<PlacementChoice, 'variant' | 'provider'>;

const cores = 4;
const hourMs = 3_600_000;
/** A new session is warm, and has scored beside the old one, after so long. */
const switchMs = 1_500;
const retryMs = 60_000;

const isSame = (a: Placed | null, b: Placed | null): boolean =>
  a?.variant === b?.variant && a?.provider === b?.provider;

/** The placement of a simulated stream: what a device would measure, report and follow, without a network. */
export class Placing {
  private readonly machine: Machine;
  private readonly random: Random;
  private readonly speed: number;
  private state: MachineState;
  private sampledAt: number;
  private profiles: VariantProfile[] = [];
  private running: PlacementChoice | null = null;
  private by: PlacementReport['by'] = 'install';
  private since = 0;
  private number = 0;
  private lastSwitch: SwitchReport | null = null;
  private switchedAt: number[] = [];
  private variants: readonly Choosable[] = [];
  private release: string | null = null;
  private heard: PlacementWish | null = null;

  constructor(
    private readonly on: PlacedOn,
    private readonly hands: PlacingHands,
  ) {
    this.machine = new Machine(on.seed, on.kind);
    this.random = new Random(mixSeed(on.seed, 10));
    this.speed = 0.75 + 0.5 * this.random.uniform();
    this.state = this.machine.after(0, 0);
    this.sampledAt = hands.now();
  }

  /** What it runs, for scores and alerts; null: what was installed. */
  get runs(): {
    readonly bundle: string;
    readonly variant: string;
    readonly provider: string;
  } | null {
    const { running } = this;
    if (running === null) return null;
    const { variant, provider } = running;
    const bundle = this.variants.find(({ name }) => name === variant)?.bundle;
    return bundle === undefined ? null : { bundle, variant, provider };
  }

  /** A release is committed, or the device's own bundle runs: its variants are measured. */
  installed(good: InstalledBundle, variants: readonly Choosable[]): void {
    this.release = good.release;
    this.variants = variants;
    this.measure();
    const provider =
      variants.find(({ name }) => name === good.variant)?.providers.find((one) => this.has(one)) ??
      'cpu';
    const reason = 'It was installed so.';
    this.running = { variant: good.variant, provider, code: 'unprofiled', reason };
    [this.by, this.since, this.number] = ['install', this.hands.now(), 0];
    this.hands.changed();
    this.follow();
  }

  /** Measures anew. @returns what was done, in words */
  profile(): string {
    this.measure();
    this.hands.changed();
    return `${this.profiles.length} variants on their providers were measured.`;
  }

  hear(wish: PlacementWish | undefined): void {
    this.heard = wish ?? null;
    this.follow();
  }

  /** One sample of the machine, and of how the stream keeps up. */
  sample(): Partial<Load> {
    const now = this.hands.now();
    const wasLost = this.state.isGpuLost;
    const ownGpu = this.ownGpu();
    this.state = this.machine.after(Math.max(0, now - this.sampledAt), ownGpu);
    this.sampledAt = now;
    if (this.state.isGpuLost !== wasLost) this.providerChanged();
    const { otherCpu, otherGpu, temperatureC } = this.state;
    const ownCpu = this.ownCpu();
    const gpuPercent = otherGpu === null ? null : 100 * Math.min(1, otherGpu + this.ownGpu());
    return {
      ...unknownMachine,
      ...{ cpuPercent: 100 * Math.min(1, otherCpu + ownCpu), otherCpuPercent: 100 * otherCpu },
      ...{
        cpuOnline: cores,
        cpuClockRatio: 1,
        gpuPercent,
        gpuClockRatio: gpuPercent === null ? null : 1,
      },
      ...{ temperatureC, headroomC: throttleC - temperatureC },
      ...{ criticalHeadroomC: criticalC - temperatureC, throttled: temperatureC > throttleC },
      zones: [{ name: 'simulated', celsius: temperatureC, throttleC, criticalC }],
      streams: this.streamLoad(),
    };
  }

  get report(): PlacementReport {
    const now = this.hands.now();
    this.switchedAt = this.switchedAt.filter((at) => now - at < hourMs);
    return {
      ...{ number: this.number, release: this.release, running: this.running, by: this.by },
      ...{ since: this.since, profiles: this.profiles, missing: [], lastSwitch: this.lastSwitch },
      switches: this.switchedAt.length,
      retryAt: this.state.isGpuLost ? now + retryMs : null,
    };
  }

  private follow(): void {
    const { heard } = this;
    if (heard === null || heard.choice === null || heard.release !== this.release) return;
    if (heard.number <= this.number) return;
    const { choice, number } = heard;
    if (!this.isUsable(choice)) return;
    if (isSame(this.running, choice)) {
      [this.number, this.running, this.by] = [number, choice, 'hub'];
      this.hands.changed();
      return;
    }
    this.hands.after(switchMs, () => {
      if (this.heard?.number !== number || !this.isUsable(choice)) return;
      this.number = number;
      this.switchTo(choice, 'hub');
    });
  }

  private switchTo(choice: PlacementChoice, by: 'hub' | 'guard'): void {
    const from = this.running ?? choice;
    const { variant, provider, code, reason } = choice;
    [this.running, this.by, this.since] = [choice, by, this.hands.now()];
    this.switchedAt.push(this.since);
    this.lastSwitch = {
      ...{ at: this.since, from: { variant: from.variant, provider: from.provider } },
      ...{ to: { variant, provider }, by, code, reason, windows: by === 'hub' ? 3 : 0 },
      agreement: by === 'hub' ? 1 : null,
      maxScoreDifference: by === 'hub' ? 0.02 * this.random.uniform() : null,
      tookMs: by === 'hub' ? switchMs : 40,
    };
    this.hands.changed();
  }

  /** Its guard leaves a provider that is gone within a window. */
  private providerChanged(): void {
    this.measure();
    const { running } = this;
    const other = this.profiles.find(({ usable }) => usable === 'yes');
    if (running !== null && !this.isUsable(running) && other !== undefined) {
      const { variant, provider } = other;
      const reason = `${running.provider} is lost: ${variant} on ${provider} takes its place.`;
      this.switchTo({ variant, provider, code: 'providerLost', reason }, 'guard');
    } else this.hands.changed();
  }

  private measure(): void {
    const { kind, strideMs } = this.on;
    const { isGpuLost } = this.state;
    this.profiles = profilesOf(this.variants, {
      ...{ kind, isGpuLost, speed: this.speed, strideMs, at: this.hands.now() },
    });
  }

  private has(provider: string): boolean {
    return this.profiles.some((one) => one.provider === provider && one.usable === 'yes');
  }

  private isUsable(placed: Placed): boolean {
    return this.profiles.some((one) => isSame(one, placed) && one.usable === 'yes');
  }

  private streamLoad(): Load['streams'] {
    const { running } = this;
    const own = this.profiles.find((one) => isSame(one, running));
    if (running === null || own?.p50Us == null || own.p95Us === null) return [];
    const { variant, provider } = running;
    const stretch = stretchOf(provider, own.p95Us, {
      ...{ otherCpu: this.state.otherCpu, cores, cpuPressure: null, cpuClock: 1, gpuClock: 1 },
      ...{ otherGpu: this.state.otherGpu, cpuFull: null, cpuRivals: null },
    });
    const noise = 1 + 0.06 * this.random.normal();
    const p95Us = Math.max(1, own.p95Us * stretch * noise);
    const times = { p50Us: own.p50Us * stretch, p95Us, lagP95Us: 1.05 * p95Us };
    return [{ stream: this.on.stream, variant, provider, ...times, windows: 20 }];
  }

  private ownGpu(): number {
    const { running } = this;
    return running !== null && processorOf(running.provider) === 'gpu' ? this.ownShare(running) : 0;
  }

  private ownCpu(): number {
    const { running } = this;
    return running !== null && running.provider === 'cpu' ? this.ownShare(running) / cores : 0;
  }

  private ownShare(running: Placed): number {
    const p50Us = this.profiles.find((one) => isSame(one, running))?.p50Us ?? 0;
    return p50Us / (1000 * this.on.strideMs);
  }
}
