import { join } from 'node:path';
import { chooseVariant } from '@lookout/shared/placement/choose-variant';
import { noMemory, type PlacementMemory } from '@lookout/shared/placement/placement';
import type { Load } from '@lookout/shared/protocol/load';
import {
  PlacementPolicy,
  type PlacementReport,
  type VariantProfile,
} from '@lookout/shared/protocol/placement';
import type { Desired } from '@lookout/shared/protocol/presence';
import type { ReleaseManifest, ReleaseVariant } from '@lookout/shared/protocol/signed-documents';
import type { SessionId } from './detect/child-protocol.ts';
import type { ProfileTools } from './detect/profile/profile-process.ts';
import { IdleWatch } from './idle-watch.ts';
import { InTurn } from './in-turn.ts';
import { profileOf } from './model/placement/placement-state.ts';
import { PlacementStore } from './model/placement/placement-store.ts';
import { type GpuStream, ownGpuOf } from './own-gpu.ts';
import { PlacementRunner } from './placement-runner.ts';
import type { PlacementSurroundings } from './placement-surroundings.ts';
import { probeProvider } from './probe-provider.ts';
import { bareMemory, profileVariant } from './profile-variant.ts';
import { ProviderProbe } from './provider-probe.ts';
import type { Stands } from './release-surroundings.ts';
import { SteadyClock } from './steady-clock.ts';
import type { StreamRunner } from './stream-runner.ts';

export interface PlacementTimes {
  /** How long a measurement waits for the machine to become idle. */
  readonly idleWithinMs: number;
  /** At most so long for the runs that are timed. */
  readonly timedMs: number;
  /** For each of three phases in which the board's power is metered, where it has a meter. */
  readonly meteredMs: number;
  /** Without a connection for so long the device decides by itself. */
  readonly hubAwayMs: number;
  readonly compareWindows: number;
  readonly compareWithinMs: number;
}

export const usualTimes: PlacementTimes = {
  ...{ idleWithinMs: 60_000, timedMs: 2_000, meteredMs: 3_000, hubAwayMs: 30_000 },
  ...{ compareWindows: 5, compareWithinMs: 10_000 },
};

export interface PlacementsOptions
  extends Omit<PlacementSurroundings, 'store' | 'profile' | 'compareWindows' | 'compareWithinMs'> {
  readonly dataDir: string;
  readonly times: PlacementTimes;
  readonly tools: ProfileTools;
  /** What the whole board takes; null where it has no meter. */
  readonly milliwatts: () => number | null;
  readonly cpuCount: number;
  readonly stands: (stream: string) => Stands;
}

interface Entry {
  readonly stream: StreamRunner;
  readonly runner: PlacementRunner;
  /** Of the device's own decisions. */
  memory: PlacementMemory;
}

const defaultPolicy = PlacementPolicy.parse({});

/** Which variant each stream of a device runs, and on which provider. */
export class Placements {
  private readonly entries: ReadonlyMap<string, Entry>;
  private readonly idle: IdleWatch;
  /** Which providers this machine runs. */
  readonly providers: ProviderProbe;
  private lost: ReadonlySet<string> = new Set();
  private bare: number | null = null;
  private readonly measuring = new InTurn();
  private readonly ending = new AbortController();
  /** Of the device's own decisions. */
  private readonly clock: SteadyClock;
  /** Since when there is no connection, by a clock that is never set; null: there is one. */
  private awaySinceMs: number | null;

  /** @throws Error of the file system */
  constructor(
    streams: readonly StreamRunner[],
    private readonly options: PlacementsOptions,
  ) {
    const { times, dataDir, wait } = options;
    this.idle = new IdleWatch(times.idleWithinMs, wait);
    this.awaySinceMs = options.monotonicMs();
    this.clock = new SteadyClock(options.now, options.monotonicMs);
    this.providers = this.makeProbe();
    const { compareWindows, compareWithinMs } = times;
    this.entries = new Map(
      streams.map((stream) => {
        const { name } = stream.config;
        const store = new PlacementStore(join(dataDir, 'placements'), name);
        const around: PlacementSurroundings = {
          ...{ ...options, store, compareWindows, compareWithinMs },
          profile: (...what) => this.measure(...what),
        };
        const runner = new PlacementRunner(stream, () => options.stands(name), around);
        return [name, { stream, runner, memory: noMemory }];
      }),
    );
  }

  /** After the releases have said what is good, before the streams start. */
  restore(): void {
    for (const { runner } of this.entries.values()) runner.restore();
  }

  apply({ streams }: Desired): void {
    for (const [name, { runner }] of this.entries)
      runner.happen({ kind: 'wish', wish: streams[name]?.placement ?? null });
  }

  /** A manifest that is believed. */
  offered(stream: string, release: string, { variants }: ReleaseManifest): void {
    this.entries.get(stream)?.runner.happen({ kind: 'offered', release, variants });
  }

  /** The stream's release has changed. */
  look(stream: string): void {
    this.entries.get(stream)?.runner.look();
  }

  /** Resolves when nothing is being done to the stream. */
  async quiet(stream: string): Promise<void> {
    await this.entries.get(stream)?.runner.quiet();
  }

  connected(isConnected: boolean): void {
    this.awaySinceMs = isConnected ? null : (this.awaySinceMs ?? this.options.monotonicMs());
  }

  /** Once a second. */
  tick(): void {
    for (const { runner } of this.entries.values()) runner.tick();
    this.probe();
  }

  private get runners(): readonly PlacementRunner[] {
    return [...this.entries.values()].map(({ runner }) => runner);
  }

  private makeProbe(): ProviderProbe {
    const { detector, tools, log, monotonicMs, changed } = this.options;
    return new ProviderProbe({
      backends: () => detector.backends,
      probe: (name, signal) => probeProvider(name, { ...tools, signal }),
      told: (providers) => {
        for (const runner of this.runners) runner.happen({ kind: 'probed', providers });
        changed();
      },
      ...{ monotonicMs, warn: (message) => log.warn(message) },
    });
  }

  /** A load sample: the device's guard decides where the hub cannot, or where nothing can wait. */
  sampled(load: Load): void {
    this.idle.sampled(load, ownGpuOf(this.onGpu, load));
    for (const entry of this.entries.values()) this.guard(entry, load);
  }

  /** The streams whose detector is on a GPU. */
  private get onGpu(): readonly GpuStream[] {
    return [...this.entries.values()].flatMap(({ stream: { config, judging }, runner }) => {
      const { actual, kept } = runner.now;
      if (judging === null || actual === null || actual.provider === 'cpu') return [];
      const strideMs = judging.bundle.manifest.input.periodMs;
      return [{ stream: config.name, strideMs, idleUs: profileOf(kept, actual)?.p50Us ?? null }];
    });
  }

  /** Measures all variants of a stream's release anew. @throws Error in words */
  profile(stream: string): string {
    const runner = this.entries.get(stream)?.runner;
    if (runner === undefined) throw new Error(`this device has no stream ${stream}`);
    const { variants } = runner.now.kept;
    if (variants.length === 0) throw new Error('the stream runs no release: assign one first');
    this.providers.again(null);
    runner.happen({ kind: 'profileAsked' });
    return `${variants.length} variants are measured when the machine is idle, one after the other`;
  }

  /** What a release calls a bundle that the stream runs; null: it is of none. */
  variantName(stream: string, bundle: string): string | null {
    const variants = this.entries.get(stream)?.runner.now.kept.variants ?? [];
    return variants.find((one) => one.bundle === bundle)?.name ?? null;
  }

  report(stream: string): PlacementReport | null {
    return this.entries.get(stream)?.runner.report() ?? null;
  }

  get inUse(): readonly SessionId[] {
    return [...this.entries.values()].flatMap(({ runner }) => runner.inUse);
  }

  get pinned(): readonly string[] {
    return [...this.entries.values()].flatMap(({ runner }) => runner.pinned);
  }

  get fetching(): readonly ReleaseVariant[] {
    return [...this.entries.values()].flatMap(({ runner }) => runner.fetching);
  }

  halt(): void {
    this.ending.abort();
    this.providers.halt();
    for (const { runner } of this.entries.values()) runner.halt();
  }

  async stopped(): Promise<void> {
    await Promise.all([
      this.providers.stopped(),
      ...[...this.entries.values()].map(({ runner }) => runner.stopped()),
    ]);
  }

  /** Two that are measured at once would disturb each other. */
  private measure(
    variant: ReleaseVariant,
    folder: string,
    provider: string,
    signal: AbortSignal,
  ): Promise<VariantProfile> {
    const { tools, times, now, milliwatts, wait } = this.options;
    return this.measuring.run(signal, () =>
      profileVariant(variant, folder, provider, {
        ...{ ...tools, signal, timedMs: times.timedMs, now },
        meter: { milliwatts, wait, phaseMs: times.meteredMs },
        bareBytes: () => this.bareBytes(),
        idle: () => this.idle.idle(signal),
      }),
    );
  }

  /** Once is enough: it is the same for all. */
  private async bareBytes(): Promise<number> {
    this.bare ??= await bareMemory({ ...this.options.tools, signal: this.ending.signal });
    return this.bare;
  }

  private get isHubAway(): boolean {
    const { times, monotonicMs } = this.options;
    return this.awaySinceMs !== null && monotonicMs() - this.awaySinceMs > times.hubAwayMs;
  }

  private guard(entry: Entry, load: Load): void {
    const { stream, runner } = entry;
    const { kept, wish, actual, isInstalling } = runner.now;
    const { judging } = stream;
    if (kept.release === null || isInstalling || judging === null || actual === null) return;
    // A clock that is set would end every wait, or put it off.
    const now = this.clock.now();
    const decision = chooseVariant(
      {
        ...{ now, load: { ...load, at: now }, stream: stream.config.name },
        strideMs: judging.bundle.manifest.input.periodMs,
        ...{ profiles: kept.profiles, cpuCount: this.options.cpuCount, running: actual },
      },
      wish?.policy ?? defaultPolicy,
      { ...entry.memory, switchedAt: kept.switchedAt.map((at) => this.clock.of(at)) },
    );
    const isOurs = decision.isSwitch && (decision.isUrgent || this.isHubAway);
    // What the hub is to decide is not waited for here.
    entry.memory = isOurs ? decision.memory : { ...decision.memory, asked: null };
    if (isOurs) runner.happen({ kind: 'guard', choice: decision.choice });
  }

  /** One that a release names is wanted soon; one that was lost, or is back, may be no more what it was. */
  private probe(): void {
    const states = this.runners.map(({ now }) => now);
    const lost = new Set(states.flatMap((state) => state.lost.map(({ provider }) => provider)));
    const either = [...new Set([...lost, ...this.lost])];
    const changed = either.filter((name) => lost.has(name) !== this.lost.has(name));
    this.lost = lost;
    if (changed.length > 0) this.providers.again(changed);
    const variants = states.flatMap(({ kept }) => kept.variants);
    this.providers.look(new Set(variants.flatMap(({ providers }) => providers)));
  }
}
