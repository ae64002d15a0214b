import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/transaction.ts';
import { StandingService } from '../device/standing.service.ts';
import type { ReleaseStanding } from '../device/standing.ts';
import { composeSnapshot } from './compose-snapshot.ts';
import type { RolloutSnapshot } from './engine/rollout-state.ts';
import { RolloutRepository } from './rollout.repository.ts';
import type { MemberRow, RolloutRow } from './rollout-row.ts';

/** A rollout as one transaction has read it, under its lock. */
export interface ReadRollout {
  readonly row: RolloutRow;
  readonly members: readonly MemberRow[];
  /** Of the members' devices. */
  readonly releases: readonly ReleaseStanding[];
  /** Rollouts that were approved after this one. */
  readonly later: ReadonlySet<string>;
  readonly snapshot: RolloutSnapshot;
}

/** Reads all that a decision needs. */
@Injectable()
export class RolloutReader {
  constructor(
    private readonly rollouts: RolloutRepository,
    private readonly standings: StandingService,
  ) {}

  async read(tx: Transaction, row: RolloutRow, now: number): Promise<ReadRollout> {
    const members = await this.rollouts.members(row.id, {}, tx);
    const devices = [...new Set(members.map(({ device }) => device))];
    const releases = await this.standings.releases(tx, devices);
    const later = await this.rollouts.approvedAfter(tx, row.id);
    const snapshot = composeSnapshot(
      {
        ...{ row, members, releases, later },
        waves: (await this.rollouts.waves([row.id], tx)).get(row.id) ?? [],
        devices: await this.standings.devices(tx, now),
      },
      now,
    );
    return { row, members, releases, later, snapshot };
  }
}
