import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config/clock.ts';
import type { Transaction } from '../database/transaction.ts';
import { DesiredService } from '../device/desired.service.ts';
import { EventBus } from '../event-bus/event-bus.ts';
import { CarryOut, nothingPrepared, type Prepared, releasesAssigned } from './carry-out.ts';
import { admitsLate } from './engine/late-joins.ts';
import { nextWave } from './engine/next-wave.ts';
import { touchedBy } from './fold-steps.ts';
import { MemberDraw } from './member-draw.ts';
import { rolloutChanged } from './rollout.events.ts';
import { RolloutRepository } from './rollout.repository.ts';
import { type ReadRollout, RolloutReader } from './rollout-reader.ts';
import { StepsRepository } from './steps.repository.ts';

type AssetKey = { readonly device: string; readonly stream: string };

export interface DecideOptions {
  /** Whether streams of the fleet that are no members are looked at as well: it costs a look at all of them. */
  readonly late: boolean;
}

interface Done {
  /** Members that were told something. */
  readonly touched: readonly AssetKey[];
  /** Members that have come, gone or changed their wave. */
  readonly drawn: readonly AssetKey[];
  readonly isNew: boolean;
}

/** Between two readings a rollout may have come to need another release; hardly twice. */
const mostTries = 5;

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
    private readonly reader: RolloutReader,
    private readonly draw: MemberDraw,
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
  async decide(
    id: string,
    heard: readonly AssetKey[] = [],
    options: DecideOptions = { late: false },
  ): Promise<boolean> {
    const done = await this.decidePrepared(id, options);
    if (done === null) return false;
    const { touched, drawn, isNew } = done;
    await this.desired.publishMany([...new Set(touched.map(({ device }) => device))]);
    if (isNew || heard.length > 0)
      this.events.emit(rolloutChanged, { id, members: [...heard, ...drawn, ...touched] });
    return isNew;
  }

  /**
   * Most decisions assign nothing and need nothing more. One that does is given up before it has written
   * anything, and made again with what it needs: whoever holds the row never waits for another connection.
   */
  private async decidePrepared(id: string, options: DecideOptions): Promise<Done | null> {
    let prepared = nothingPrepared;
    for (let tries = 0; tries < mostTries; tries++) {
      const done = await this.rollouts.inTransaction((tx) =>
        this.decideIn(tx, id, prepared, options),
      );
      if (done === null || !('needs' in done)) return done;
      prepared = await this.carryOut.prepare(done.needs);
    }
    throw new Error(`what rollout ${id} assigns has changed ${mostTries} times while it was read`);
  }

  private async decideIn(
    tx: Transaction,
    id: string,
    prepared: Prepared,
    options: DecideOptions,
  ): Promise<Done | { readonly needs: readonly string[] } | null> {
    const row = await this.rollouts.lock(tx, id);
    if (row === null) return null;
    const now = this.now();
    const before = await this.reader.read(tx, row, now);
    const first = nextWave(before.snapshot, now);
    const begins = first.steps.some(({ kind }) => kind === 'startWave');
    const late = options.late && !begins && (await this.mayJoin(tx, before));
    const assigned = releasesAssigned(first.steps, before);
    const needs = [...(assigned ?? []), ...(begins || late ? [row.release] : [])];
    const isReady = assigned === null || prepared !== nothingPrepared;
    if (!isReady || needs.some((release) => !prepared.releases.has(release))) return { needs };
    const drawn = begins || late ? await this.redraw(tx, before, prepared, begins, now) : [];
    const read = drawn.length > 0 ? await this.reader.read(tx, row, now) : before;
    const decision = drawn.length > 0 ? nextWave(read.snapshot, now) : first;
    await this.carryOut.all(tx, { ...read, prepared }, decision.steps, now);
    const isKept = await this.steps.keepDecision(tx, id, decision);
    const isNew = decision.steps.length > 0 || drawn.length > 0 || isKept;
    if (isNew) await this.rollouts.notify(tx, id, this.id);
    return { touched: touchedBy(decision.steps), drawn, isNew };
  }

  private async mayJoin(tx: Transaction, read: ReadRollout): Promise<boolean> {
    return admitsLate(read.snapshot) && (await this.draw.strangers(tx, read)).length > 0;
  }

  private redraw(
    tx: Transaction,
    read: ReadRollout,
    { releases }: Prepared,
    begins: boolean,
    now: number,
  ): Promise<readonly AssetKey[]> {
    const release = releases.get(read.row.release);
    if (release === undefined) throw new Error(`release ${read.row.release} was not prepared`);
    return begins
      ? this.draw.waves(tx, read, release.manifest, now)
      : this.draw.late(tx, read, release.manifest, now);
  }
}
