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
import type { Probed } from './model/placement/placement-state.ts';
import { PlacementStore } from './model/placement/placement-store.ts';
import { PlacementRunner } from './placement-runner.ts';
import type { PlacementSurroundings } from './placement-surroundings.ts';
import { bareMemory, probeProviders, profileVariant } from './profile-variant.ts';
import type { Stands } from './release-surroundings.ts';
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
  private readonly probed = new Map<string, Probed>();
  private probing: Promise<void> | null = null;
  private bare: number | null = null;
  private readonly measuring = new InTurn();
  private readonly ending = new AbortController();
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

  /** A load sample: the device's guard decides where the hub cannot, or where nothing can wait. */
  sampled(load: Load): void {
    this.idle.sampled(load);
    for (const entry of this.entries.values()) this.guard(entry, load);
  }

  /** Measures all variants of a stream's release anew. @throws Error in words */
  profile(stream: string): string {
    const runner = this.entries.get(stream)?.runner;
    if (runner === undefined) throw new Error(`this device has no stream ${stream}`);
    const { variants } = runner.now.kept;
    if (variants.length === 0) throw new Error('the stream runs no release: assign one first');
    this.probed.clear();
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
    for (const { runner } of this.entries.values()) runner.halt();
  }

  async stopped(): Promise<void> {
    await Promise.all([
      this.probing,
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
    const decision = chooseVariant(
      {
        ...{ now: this.options.now(), load, stream: stream.config.name },
        strideMs: judging.bundle.manifest.input.periodMs,
        ...{ profiles: kept.profiles, cpuCount: this.options.cpuCount, running: actual },
      },
      wish?.policy ?? defaultPolicy,
      { ...entry.memory, switchedAt: kept.switchedAt },
    );
    const isOurs = decision.isSwitch && (decision.isUrgent || this.isHubAway);
    // What the hub is to decide is not waited for here.
    entry.memory = isOurs ? decision.memory : { ...decision.memory, asked: null };
    if (isOurs) runner.happen({ kind: 'guard', choice: decision.choice });
  }

  /** Looks once whether the providers that a release names are more than names in this machine. */
  private probe(): void {
    const backends = this.options.detector.backends;
    const runners = [...this.entries.values()].map(({ runner }) => runner);
    const named = new Set(
      runners.flatMap(({ now }) => now.kept.variants.flatMap(({ providers }) => providers)),
    );
    const unknown = backends.filter((name) => named.has(name) && !this.probed.has(name));
    if (this.probing !== null || this.ending.signal.aborted) return;
    const isTold = runners.every(
      ({ now }) => now.providers !== null || now.kept.variants.length === 0,
    );
    if (unknown.length === 0 && isTold) return;
    this.probing = this.probeNow(unknown).finally(() => {
      this.probing = null;
    });
  }

  private async probeNow(unknown: readonly string[]): Promise<void> {
    const { signal } = this.ending;
    try {
      const tools = { ...this.options.tools, signal };
      for (const one of await probeProviders(unknown, tools)) this.probed.set(one.provider, one);
    } catch (error) {
      if (signal.aborted) return;
      // Tried again with the next tick.
      this.options.log.warn(`the providers cannot be looked at: ${String(error)}`);
      return;
    }
    const providers = [...this.probed.values()];
    for (const { runner } of this.entries.values()) runner.happen({ kind: 'probed', providers });
  }
}
