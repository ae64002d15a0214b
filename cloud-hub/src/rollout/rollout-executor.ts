import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config/clock.ts';
import type { Transaction } from '../database/transaction.ts';
import { DesiredService } from '../device/desired.service.ts';
import { StandingService } from '../device/standing.service.ts';
import { EventBus } from '../event-bus/event-bus.ts';
import { CarryOut, type Prepared } from './carry-out.ts';
import { composeSnapshot } from './compose-snapshot.ts';
import { nextWave } from './engine/next-wave.ts';
import { touchedBy } from './fold-steps.ts';
import { rolloutChanged } from './rollout.events.ts';
import { RolloutRepository } from './rollout.repository.ts';
import { StepsRepository } from './steps.repository.ts';

type AssetKey = { readonly device: string; readonly stream: string };

/**
 * Reads a rollout, decides, and carries the steps out, in one transaction that holds its row. What devices are
 * told is published after the commit; a hub that dies in between publishes it when it is back.
 */
@Injectable()
export class RolloutExecutor {
  /** This hub among others. */
  readonly id: string = randomUUID();

  constructor(
    private readonly rollouts: RolloutRepository,
    private readonly standings: StandingService,
    private readonly steps: StepsRepository,
    private readonly carryOut: CarryOut,
    private readonly desired: DesiredService,
    private readonly events: EventBus,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  /**
   * @param heard members of which there is news, for those who watch
   * @returns whether anything was done
   */
  async decide(id: string, heard: readonly AssetKey[] = []): Promise<boolean> {
    const prepared = await this.carryOut.prepare(id);
    const done = await this.rollouts.inTransaction((tx) => this.decideIn(tx, id, prepared));
    if (done === null) return false;
    const { touched, isNew } = done;
    await this.desired.publishMany([...new Set(touched.map(({ device }) => device))]);
    if (isNew || heard.length > 0)
      this.events.emit(rolloutChanged, { id, members: [...heard, ...touched] });
    return isNew;
  }

  private async decideIn(
    tx: Transaction,
    id: string,
    prepared: Prepared,
  ): Promise<{ touched: AssetKey[]; isNew: boolean } | null> {
    const row = await this.rollouts.lock(tx, id);
    if (row === null) return null;
    const now = this.now();
    const members = await this.rollouts.members(id, {}, tx);
    const devices = [...new Set(members.map(({ device }) => device))];
    const releases = await this.standings.releases(tx, devices);
    const snapshot = composeSnapshot(
      {
        ...{ row, members, releases },
        waves: (await this.rollouts.waves([id], tx)).get(id) ?? [],
        devices: await this.standings.devices(tx, now),
        later: await this.rollouts.approvedAfter(tx, id),
      },
      now,
    );
    const decision = nextWave(snapshot, now);
    await this.carryOut.all(tx, { row, members, releases, prepared }, decision.steps, now);
    const isKept = await this.steps.keepDecision(tx, id, decision);
    const isNew = decision.steps.length > 0 || isKept;
    if (isNew) await this.rollouts.notify(tx, id, this.id);
    return { touched: touchedBy(decision.steps), isNew };
  }
}
