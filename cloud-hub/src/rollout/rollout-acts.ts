import type { RolloutAct } from '@lookout/shared/protocol/rollouts';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config/clock.ts';
import type { Transaction } from '../database/transaction.ts';
import { Problem } from '../http/problem.ts';
import { applyAct } from './engine/acts.ts';
import { RolloutRepository } from './rollout.repository.ts';
import { type PlannedRollout, RolloutPlanner } from './rollout-planner.ts';
import { RolloutReader } from './rollout-reader.ts';
import { StepsRepository } from './steps.repository.ts';

/**
 * What a person does to a rollout. Only the decision is written here, by a hub or by the command line beside it;
 * what follows from it for devices, the hub that hears of it carries out.
 */
@Injectable()
export class RolloutActs {
  constructor(
    private readonly rollouts: RolloutRepository,
    private readonly reader: RolloutReader,
    private readonly steps: StepsRepository,
    private readonly planner: RolloutPlanner,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  /** @throws Problem 404 notFound, 409 refused, unsigned, notTrusted */
  async act(id: string, act: RolloutAct, by: string): Promise<void> {
    const row = await this.rollouts.find(id);
    if (row === null) throw Problem.notFound(`rollout ${id}`);
    // The fleet may be another one than when it was drafted. Read before the lock, whose holder waits for nobody.
    const isBegun = act.act === 'approve' && row.state === 'DRAFT';
    const planned = isBegun ? await this.planner.plan(row.plan, { requireSigned: true }) : null;
    await this.rollouts.inTransaction((tx) => this.actIn(tx, id, act, { by, planned }));
  }

  private async actIn(
    tx: Transaction,
    id: string,
    act: RolloutAct,
    { by, planned }: { readonly by: string; readonly planned: PlannedRollout | null },
  ): Promise<void> {
    const row = await this.rollouts.lock(tx, id);
    if (row === null) throw Problem.notFound(`rollout ${id}`);
    const now = this.now();
    if (planned !== null && row.state === 'DRAFT')
      await this.rollouts.replaceMembers(tx, id, planned.waves, now);
    const { snapshot } = await this.reader.read(tx, row, now);
    const answer = applyAct(snapshot, act, by, now);
    if ('refused' in answer) throw Problem.conflict('refused', `${answer.refused}.`);
    for (const step of answer.steps)
      if (step.kind === 'setState') await this.steps.changeState(tx, id, step, now);
      else if ('wave' in step) await this.steps.changeWave(tx, id, step, now);
    await this.rollouts.tell(tx, id, { at: now, by, ...historyOf(act) });
    await this.steps.reopen(tx, id);
    await this.rollouts.notify(tx, id, 'act');
  }
}

function historyOf(act: RolloutAct): { what: string; detail: string } {
  if (act.act === 'abort') return { what: act.revert ? 'revert' : 'abort', detail: act.reason };
  return { what: act.act, detail: 'reason' in act ? act.reason : '' };
}
