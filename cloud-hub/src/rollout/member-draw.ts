import type { ReleaseManifest } from '@lookout/shared/protocol/signed-documents';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/transaction.ts';
import { StandingService } from '../device/standing.service.ts';
import type { AssetStanding } from '../device/standing.ts';
import { keyOf } from './engine/apply-steps.ts';
import { lateJoins } from './engine/late-joins.ts';
import { type Redraw, redrawWaves } from './engine/redraw-waves.ts';
import { PlacingRepository } from './placing.repository.ts';
import { RolloutRepository } from './rollout.repository.ts';
import type { ReadRollout } from './rollout-reader.ts';

type AssetKey = { readonly device: string; readonly stream: string };

/** Brings the members of a rollout in line with the fleet as it is now. */
@Injectable()
export class MemberDraw {
  constructor(
    private readonly rollouts: RolloutRepository,
    private readonly standings: StandingService,
    private readonly placings: PlacingRepository,
  ) {}

  /**
   * Before a wave begins, and freezes its members: all waves that have not begun are drawn anew.
   * @returns who was moved
   */
  async waves(
    tx: Transaction,
    read: ReadRollout,
    manifest: ReleaseManifest,
    now: number,
  ): Promise<readonly AssetKey[]> {
    const { row, members, later, snapshot } = read;
    const candidates = await this.standings.assets(tx);
    const takenLater = await this.takenLater(tx, candidates, later);
    const fleet = { members, waves: snapshot.waves, candidates, takenLater };
    const drawn = redrawWaves(row.plan, manifest, fleet, row.plan.release);
    await this.placings.place(tx, row.id, [...drawn.join, ...drawn.move], 'waiting', now);
    await this.placings.leave(tx, row.id, drawn.leave, now);
    return this.told(tx, row.id, drawn, now);
  }

  /**
   * After all waves have begun: streams that had not told what they watch join the tail.
   * @returns who has joined
   */
  async late(
    tx: Transaction,
    read: ReadRollout,
    manifest: ReleaseManifest,
    now: number,
  ): Promise<readonly AssetKey[]> {
    const { row, members, later, snapshot } = read;
    const candidates = await this.strangers(tx, read);
    const takenLater = await this.takenLater(tx, candidates, later);
    const { state, waves } = snapshot;
    const fleet = { state, members, waves, candidates, takenLater };
    const join = lateJoins(row.plan, manifest, fleet);
    await this.placings.place(tx, row.id, join, 'tail', now);
    return this.told(tx, row.id, { join, move: [], leave: [] }, now);
  }

  /** Streams of the fleet that it has never assigned anything. */
  async strangers(tx: Transaction, { members }: ReadRollout): Promise<AssetStanding[]> {
    const bound = new Set(
      members.filter((m) => m.state !== 'left' || m.sequence !== null).map(keyOf),
    );
    return (await this.standings.assets(tx)).filter((asset) => !bound.has(keyOf(asset)));
  }

  private async takenLater(
    tx: Transaction,
    candidates: readonly AssetKey[],
    later: ReadonlySet<string>,
  ): Promise<ReadonlySet<string>> {
    if (later.size === 0) return new Set();
    const devices = [...new Set(candidates.map(({ device }) => device))];
    const standings = await this.standings.releases(tx, devices);
    return new Set(
      standings
        .filter(({ rollout, withdrawn }) => rollout !== null && !withdrawn && later.has(rollout))
        .map(keyOf),
    );
  }

  private async told(
    tx: Transaction,
    id: string,
    { join, move, leave }: Redraw,
    at: number,
  ): Promise<readonly AssetKey[]> {
    const words = [
      ['joined', join],
      ['moved to another wave or variant', move],
      ['left', leave],
    ] as const;
    const detail = words
      .filter(([, assets]) => assets.length > 0)
      .map(([what, assets]) => `${what}: ${assets.map(keyOf).join(', ')}`)
      .join('; ');
    const all = [...join, ...move, ...leave];
    if (all.length > 0) await this.rollouts.tell(tx, id, { at, by: null, what: 'members', detail });
    return all.map(({ device, stream }) => ({ device, stream }));
  }
}
