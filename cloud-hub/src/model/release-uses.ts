import { Injectable } from '@nestjs/common';

/** What needs a release now. */
export interface ReleaseUse {
  /** Streams that run it or are assigned it, each counted once. */
  readonly streams: number;
  /** In words such as `3 streams that run it` or `the rollout "winter"`; null: nothing, it may go. */
  readonly what: string | null;
}

/** Asked for many releases at once; one that is absent from the answer is not used. */
export type ReleaseUsesOf = (
  releases: readonly string[],
) => Promise<ReadonlyMap<string, ReleaseUse>>;

/** Rooms that put releases to use tell here what needs them: such a release cannot be deleted. */
@Injectable()
export class ReleaseUses {
  private readonly uses: ReleaseUsesOf[] = [];

  add(use: ReleaseUsesOf): void {
    this.uses.push(use);
  }

  async find(releases: readonly string[]): Promise<ReadonlyMap<string, ReleaseUse>> {
    const all = new Map<string, ReleaseUse>();
    for (const use of this.uses)
      for (const [release, { streams, what }] of await use(releases)) {
        const before = all.get(release);
        all.set(release, {
          streams: (before?.streams ?? 0) + streams,
          what: [before?.what, what].filter((it) => it != null).join(' and ') || null,
        });
      }
    return all;
  }
}
