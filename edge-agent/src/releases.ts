import { join } from 'node:path';
import { rowsOf } from '@lookout/shared/detector/window-size';
import type { Desired, UnusableProvider } from '@lookout/shared/protocol/presence';
import type { ReleaseReport } from '@lookout/shared/protocol/release-phase';
import type { ReleaseManifest, ReleaseVariant } from '@lookout/shared/protocol/signed-documents';
import type { SessionId } from './detect/child-protocol.ts';
import { heardWish } from './heard-wish.ts';
import { InstallStore } from './model/install/install-store.ts';
import type { Verdict, Watched } from './model/trust/verdict.ts';
import type { ReleaseParts } from './release-parts.ts';
import { ReleaseRunner } from './release-runner.ts';
import type { ReleaseSurroundings, Stands } from './release-surroundings.ts';
import type { StreamRunner } from './stream-runner.ts';
import { isSameSession } from './stream-setup.ts';

export interface ReleasesOptions extends Omit<ReleaseSurroundings, 'store' | 'unload' | 'sweep'> {
  readonly dataDir: string;
  readonly trust: ReleaseParts['trust'];
  /** A manifest that is believed. */
  readonly offered: (stream: string, release: string, manifest: ReleaseManifest) => void;
  /** Execution providers that this machine runs, or may run; empty until the runtime has told any. */
  readonly providers: () => {
    readonly possible: readonly string[];
    readonly unusable: readonly UnusableProvider[];
  };
  /** What the placement of variants holds besides. */
  readonly others: () => {
    readonly inUse: readonly SessionId[];
    readonly pinned: readonly string[];
    readonly fetching: readonly ReleaseVariant[];
  };
}

interface Entry {
  readonly stream: StreamRunner;
  readonly runner: ReleaseRunner;
  /** Is it known whether the stream runs? Before that nobody can say what fits it. */
  hasBegun: boolean;
  /** The last `desired` that the runner has heard. */
  heard: Desired | null;
}

/** The releases of all streams of a device. */
export class Releases {
  private readonly entries: ReadonlyMap<string, Entry>;
  private desired: Desired | null = null;

  /** @throws Error of the file system */
  constructor(
    streams: readonly StreamRunner[],
    private readonly options: ReleasesOptions,
  ) {
    const folder = join(options.dataDir, 'installs');
    const around = {
      ...options,
      unload: (session: SessionId) => this.unload(session),
      sweep: () => this.sweep(),
    };
    this.entries = new Map(
      streams.map((stream) => {
        const { name } = stream.config;
        const store = new InstallStore(folder, name);
        const runner = new ReleaseRunner(stream, { ...around, store });
        return [name, { stream, runner, hasBegun: false, heard: null }];
      }),
    );
  }

  /** Before the streams start. */
  restore(): void {
    for (const { runner } of this.entries.values()) runner.restore();
  }

  /** The stream has been started, well or not. */
  begin(stream: string): void {
    const entry = this.entries.get(stream);
    if (entry === undefined) return;
    entry.hasBegun = true;
    entry.runner.begin();
    this.hear();
  }

  /** Keys come first: what they sign is judged by them. */
  apply(desired: Desired): void {
    this.desired = desired;
    if (desired.keys !== undefined) this.options.trust.hear(desired.keys);
    this.hear();
  }

  /** @throws Error where there is no such stream */
  stands(stream: string): Stands {
    const entry = this.entries.get(stream);
    if (entry === undefined) throw new Error(`no stream ${stream}`);
    return entry.runner.stands;
  }

  report(stream: string): ReleaseReport | null {
    return this.entries.get(stream)?.runner.report() ?? null;
  }

  /** Once a second. */
  tick(): void {
    this.hear();
    for (const { runner } of this.entries.values()) runner.tick();
  }

  processDied(busyWith: SessionId | null, how: string): void {
    for (const { runner } of this.entries.values()) runner.processDied(busyWith, how);
  }

  halt(): void {
    for (const { runner } of this.entries.values()) runner.halt();
  }

  async stopped(): Promise<void> {
    await Promise.all([...this.entries.values()].map(({ runner }) => runner.stopped()));
  }

  /** Wishes wait until the inference process has told what the device can do. */
  private hear(): void {
    const { desired } = this;
    const { possible: providers, unusable } = this.options.providers();
    if (desired === null || providers.length === 0) return;
    for (const [name, entry] of this.entries) {
      if (!entry.hasBegun || entry.heard === desired) continue;
      entry.heard = desired;
      const wish = desired.streams[name]?.release;
      if (wish === undefined) {
        entry.runner.hear({ kind: 'withdrawn' });
        continue;
      }
      const watched = watchedBy(entry.stream);
      const verdict = this.options.trust.judge(wish, {
        ...{ stream: name, watched, providers, unusable },
      });
      this.tellOffer(name, verdict);
      entry.runner.hear(heardWish(wish, verdict));
    }
  }

  private tellOffer(stream: string, verdict: Verdict): void {
    if (!('believed' in verdict)) return;
    const { releaseId, release } = verdict.believed;
    if (releaseId !== null && release !== null) this.options.offered(stream, releaseId, release);
  }

  /** Lets a model go unless a stream still needs it. */
  async unload(session: SessionId): Promise<void> {
    const own = [...this.entries.values()].flatMap(({ runner }) => runner.inUse);
    const inUse = [...own, ...this.options.others().inUse];
    if (!inUse.some((one) => isSameSession(one, session)))
      await this.options.detector.unload(session);
  }

  /** Deletes what no stream has pinned. */
  sweep(): Promise<void> {
    const runners = [...this.entries.values()].map(({ runner }) => runner);
    const { pinned, fetching } = this.options.others();
    return this.options.bundles.collect(
      new Set([...pinned, ...runners.flatMap((runner) => runner.pinned)]),
      [...fetching, ...runners.flatMap(({ fetched }) => fetched)],
    );
  }
}

function watchedBy({ judging }: StreamRunner): Watched | null {
  if (judging === null) return null;
  const { input } = judging.bundle.manifest;
  const { channels, periodMs } = input;
  return {
    channels: channels.map(({ name, unit }) => ({ name, unit })),
    ...{ periodMs, windowLength: rowsOf(input), anyPeriod: false, anyWindowLength: true },
  };
}
