import { join } from 'node:path';
import type { Desired } from '@lookout/shared/protocol/presence';
import type { ReleaseReport } from '@lookout/shared/protocol/release-phase';
import { InstallStore } from './model/install/install-store.ts';
import type { ReleaseParts, WishJudge } from './release-parts.ts';
import { ReleaseRunner } from './release-runner.ts';
import type { ReleaseSurroundings } from './release-surroundings.ts';
import type { StreamRunner } from './stream-runner.ts';

export interface ReleasesOptions extends Omit<ReleaseSurroundings, 'store' | 'unload' | 'sweep'> {
  readonly dataDir: string;
  readonly trust: WishJudge;
  readonly sweep: ReleaseParts['sweep'];
}

/** The releases of all streams of a device. */
export class Releases {
  private readonly runners: ReadonlyMap<string, ReleaseRunner>;

  /** @throws Error of the file system */
  constructor(
    private readonly streams: readonly StreamRunner[],
    private readonly options: ReleasesOptions,
  ) {
    const folder = join(options.dataDir, 'installs');
    const around = {
      ...options,
      unload: (digest: string) => this.unload(digest),
      sweep: () => this.sweep(),
    };
    this.runners = new Map(
      streams.map((stream) => {
        const { name } = stream.config;
        const store = new InstallStore(folder, name);
        return [name, new ReleaseRunner(stream, { ...around, store })];
      }),
    );
  }

  /** Before the streams start. */
  restore(): void {
    for (const runner of this.runners.values()) runner.restore();
  }

  /** The stream has been started, well or not. */
  begin(stream: string): void {
    this.runners.get(stream)?.begin();
  }

  /** Keys come first: what they sign is judged by them. */
  apply({ keys, streams }: Desired): void {
    const { trust } = this.options;
    if (keys !== undefined) trust.learnKeys(keys);
    for (const [name, runner] of this.runners) {
      const wish = streams[name]?.release;
      if (wish === undefined) {
        runner.hear({ kind: 'withdrawn' });
        continue;
      }
      const verdict = trust.judge(name, wish);
      if ('believed' in verdict) runner.hear({ kind: 'wish', wish: verdict.believed });
      else runner.hear({ kind: 'refused', wish: verdict.refused });
    }
  }

  report(stream: string): ReleaseReport | null {
    return this.runners.get(stream)?.report() ?? null;
  }

  /** Once a second. */
  tick(): void {
    for (const runner of this.runners.values()) runner.tick();
  }

  processDied(digest: string | null, how: string): void {
    for (const runner of this.runners.values()) runner.processDied(digest, how);
  }

  halt(): void {
    for (const runner of this.runners.values()) runner.halt();
  }

  async stopped(): Promise<void> {
    await Promise.all([...this.runners.values()].map((runner) => runner.stopped()));
  }

  private async unload(digest: string): Promise<void> {
    const inUse = [...this.streams, ...this.runners.values()].flatMap((one) => one.digestsInUse);
    if (!inUse.includes(digest)) await this.options.detector.unload(digest);
  }

  private sweep(): Promise<void> {
    return this.options.sweep(new Set([...this.runners.values()].flatMap(({ pinned }) => pinned)));
  }
}
