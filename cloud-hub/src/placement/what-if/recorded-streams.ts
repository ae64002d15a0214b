import type { PlacementScope, WhatIfReport } from '@lookout/shared/protocol/placements';
import { Injectable } from '@nestjs/common';
import type { PlacementStanding } from '../../device/placement-standing.ts';
import { StreamPlacements } from '../../device/stream-placements.ts';
import { isIn } from '../decide/policy-chain.ts';
import { committedRelease, signedProfiles, situationOf, stateOf } from '../decide/situation-of.ts';
import { PlacementRepository } from '../placement.repository.ts';
import { assetKey } from '../placement-row.ts';
import { ProfileRepository } from '../profile/profile.repository.ts';
import { ReleaseContents } from '../release-contents.ts';
import type { ProfilesThen, ReplayedStream } from './parts-of.ts';

export interface InScope {
  readonly streams: ReplayedStream[];
  /** Of which nothing can be replayed, and why. */
  readonly left: WhatIfReport['left'];
}

/** Streams as their stored load can be replayed. */
@Injectable()
export class RecordedStreams {
  constructor(
    private readonly placements: PlacementRepository,
    private readonly standings: StreamPlacements,
    private readonly contents: ReleaseContents,
    private readonly profiles: ProfileRepository,
  ) {}

  async inScope(scope: PlacementScope): Promise<InScope> {
    const devices = 'device' in scope ? [scope.device] : null;
    const all = await this.placements.inTransaction((tx) => this.standings.standings(tx, devices));
    const found: InScope = { streams: [], left: [] };
    const inScope = all.filter((standing) => isIn(scope, standing));
    await this.contents.load(inScope.flatMap((standing) => committedRelease(standing) ?? []));
    for (const standing of inScope) {
      const { device, stream } = standing;
      const release = committedRelease(standing);
      const situation = situationOf(standing, this.variantsOf(release), null, 0);
      if (situation === null) found.left.push({ device, stream, reason: whyNot(standing) });
      else {
        const { strideMs, cpuCount, profiles } = situation;
        found.streams.push({ device, stream, release, strideMs, cpuCount, profiles });
      }
    }
    return found;
  }

  /** What was measured of them, and when: by `device/stream`, the oldest first. */
  async profilesOf(
    devices: readonly string[],
    from: number,
    to: number,
  ): Promise<Map<string, ProfilesThen[]>> {
    const rows = await this.profiles.between(devices, from, to);
    await this.contents.load(rows.flatMap(({ release }) => release ?? []));
    const byStream = new Map<string, ProfilesThen[]>();
    for (const { at, release, profiles, ...asset } of rows) {
      const key = assetKey(asset);
      const then = { at, release, profiles: signedProfiles(profiles, this.variantsOf(release)) };
      byStream.set(key, [...(byStream.get(key) ?? []), then]);
    }
    return byStream;
  }

  private variantsOf(release: string | null) {
    return release === null ? null : (this.contents.known(release)?.variants ?? null);
  }
}

function whyNot(standing: PlacementStanding): string {
  switch (stateOf(standing)) {
    case 'unsupported':
      return 'its agent knows of no placement';
    case 'installing':
      return 'a release is on its way to it';
    case 'unprofiled':
      return 'the variants of its release were not measured yet';
    case 'placed':
      return 'there is nothing to choose from, or its stride is not known yet';
  }
}
