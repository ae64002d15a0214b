import type { SignedDocument } from '@lookout/shared/protocol/signed';
import type { Assignment } from '@lookout/shared/protocol/signed-documents';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config/clock.ts';
import type { Transaction } from '../database/transaction.ts';
import { DesiredService } from '../device/desired.service.ts';
import type { ReleaseOrder } from '../device/release-order.ts';
import { AssignmentSigner } from '../model/keys/assignment-signer.ts';
import { RegistryService, type Release } from '../model/registry.service.ts';
import { keyOf } from './engine/apply-steps.ts';
import type { Step } from './engine/rollout-state.ts';
import { type DesiredStep, desiredRuns } from './fold-steps.ts';
import { RolloutRepository } from './rollout.repository.ts';
import type { ReadRollout } from './rollout-reader.ts';
import type { MemberRow, RolloutRow } from './rollout-row.ts';
import { type MemberChange, StepsRepository } from './steps.repository.ts';

type AssignStep = Extract<Step, { kind: 'assign' }>;

/** The rollout as it is in the transaction, under its lock. */
export interface Locked extends Pick<ReadRollout, 'row' | 'members' | 'releases'> {
  readonly prepared: Prepared;
}

interface AssignedParts {
  readonly row: Pick<RolloutRow, 'release'>;
  readonly members: readonly Pick<MemberRow, 'device' | 'stream' | 'previousRelease'>[];
}

/**
 * Releases that the steps assign: what is to be prepared before they can be carried out.
 * @returns null where they assign nothing; none where they only go back to devices' own bundles
 */
export function releasesAssigned(
  steps: readonly Step[],
  { row, members }: AssignedParts,
): string[] | null {
  const assigns = steps.filter((step) => step.kind === 'assign');
  if (assigns.length === 0) return null;
  const back = new Set(assigns.filter(({ revert }) => revert).map(keyOf));
  const previous = members
    .filter((m) => back.has(keyOf(m)))
    .flatMap((m) => m.previousRelease ?? []);
  const own = assigns.some(({ revert }) => !revert) ? [row.release] : [];
  return [...new Set([...own, ...previous])];
}

/** What assignments are made of, read before the lock: its holder must never wait for another connection. */
export interface Prepared {
  readonly releases: ReadonlyMap<string, Release>;
  readonly sign: (assignment: Assignment) => SignedDocument;
}

export const nothingPrepared: Prepared = {
  releases: new Map(),
  sign: () => {
    throw new Error('nothing was prepared to be signed');
  },
};

/** Carries steps out within one transaction. What devices are to hear is published by the caller, afterwards. */
@Injectable()
export class CarryOut {
  constructor(
    private readonly rollouts: RolloutRepository,
    private readonly steps: StepsRepository,
    private readonly desired: DesiredService,
    private readonly registry: RegistryService,
    private readonly signer: AssignmentSigner,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async prepare(ids: readonly string[]): Promise<Prepared> {
    const releases = new Map<string, Release>();
    for (const id of ids) releases.set(id, await this.registry.release(id));
    return { releases, sign: await this.signer.signing() };
  }

  async all(tx: Transaction, locked: Locked, steps: readonly Step[], now: number): Promise<void> {
    const changes = new Map<string, MemberChange>(locked.members.map((m) => [keyOf(m), m]));
    const changed = new Set<string>();
    const change = (asset: { device: string; stream: string }, part: Partial<MemberChange>) => {
      const before = changes.get(keyOf(asset));
      if (before === undefined) return;
      changes.set(keyOf(asset), { ...before, ...part });
      changed.add(keyOf(asset));
    };
    for (const run of desiredRuns(steps))
      for (const [asset, part] of await this.tellDevices(tx, locked, run)) change(asset, part);
    for (const step of steps) await this.carry(tx, locked, step, now, change);
    const rows = [...changed].flatMap((key) => changes.get(key) ?? []);
    await this.steps.changeMembers(tx, locked.row.id, rows, now);
  }

  private async carry(
    tx: Transaction,
    { row }: Locked,
    step: Step,
    now: number,
    change: (asset: { device: string; stream: string }, part: Partial<MemberChange>) => void,
  ): Promise<void> {
    const tell = (what: string, detail: string) =>
      this.rollouts.tell(tx, row.id, { at: now, by: null, what, detail });
    switch (step.kind) {
      case 'assign':
        change(step, {
          state: step.revert ? 'reverting' : 'assigned',
          ...{ reason: null, deadlineAt: step.deadlineAt, revert: step.revert },
        });
        return;
      case 'setMember':
        change(step, { state: step.state, reason: step.reason, deadlineAt: step.deadlineAt });
        return;
      case 'setState':
        await this.steps.changeState(tx, row.id, step, now);
        await tell(step.state, step.reason);
        return;
      case 'startWave':
      case 'setWave':
      case 'letBegin':
      case 'waive': {
        await this.steps.changeWave(tx, row.id, step, now);
        const name = row.plan.waves[step.wave]?.name ?? '';
        const state = step.kind === 'setWave' ? step.state : 'running';
        if (step.kind === 'startWave' || step.kind === 'setWave')
          await tell(`wave ${state}`, `Wave "${name}"`);
        return;
      }
      default:
        return;
    }
  }

  /** @returns what becomes of the members' rows by it */
  private async tellDevices(
    tx: Transaction,
    locked: Locked,
    run: readonly DesiredStep[],
  ): Promise<(readonly [DesiredStep, Partial<MemberChange>])[]> {
    const [first] = run;
    if (first === undefined) return [];
    if (first.kind === 'hold') await this.desired.holdRelease(tx, run, first.hold);
    if (first.kind === 'withdraw') await this.desired.withdrawRelease(tx, run);
    const assigns = run.filter((step) => step.kind === 'assign');
    return assigns.length === 0 ? [] : this.assign(tx, locked, assigns);
  }

  private async assign(
    tx: Transaction,
    locked: Locked,
    run: readonly AssignStep[],
  ): Promise<(readonly [AssignStep, Partial<MemberChange>])[]> {
    const { releases, sign } = locked.prepared;
    const members = new Map(locked.members.map((m) => [keyOf(m), m]));
    const standings = new Map(locked.releases.map((s) => [keyOf(s), s]));
    const orders: ReleaseOrder[] = [];
    const parts = new Map<string, Partial<MemberChange>>();
    for (const step of run) {
      const member = members.get(keyOf(step));
      if (member === undefined) continue;
      const { release, variant } = step.revert
        ? { release: member.previousRelease, variant: member.previousVariant }
        : { release: locked.row.release, variant: member.variant };
      const known = release === null ? null : releases.get(release);
      if (known === undefined) throw new Error(`release ${release} was not prepared`);
      orders.push({
        ...{ device: step.device, stream: step.stream, release, variant },
        rollout: locked.row.id,
        manifest: known?.document ?? null,
        sign: async (sequence) =>
          sign(assignmentOf({ step, sequence, release, variant, now: this.clock() }, locked.row)),
      });
      // What it falls back to is what it ran before: kept from its first assignment on.
      const good = standings.get(keyOf(step))?.report?.good ?? null;
      parts.set(
        keyOf(step),
        step.revert
          ? {}
          : {
              previousRelease: good?.release ?? null,
              previousVariant: good?.release == null ? null : good.variant,
            },
      );
    }
    const assigned = await this.desired.assignRelease(tx, orders);
    const sequences = new Map(assigned.map((it) => [keyOf(it), it.sequence]));
    return run.map((step) => [
      step,
      { ...parts.get(keyOf(step)), sequence: sequences.get(keyOf(step)) ?? null },
    ]);
  }
}

interface Numbered {
  readonly step: AssignStep;
  readonly sequence: number;
  readonly release: string | null;
  readonly variant: string | null;
  readonly now: number;
}

const assignmentOf = (
  { step, sequence, release, variant, now }: Numbered,
  { id, plan }: RolloutRow,
): Assignment => ({
  format: 1,
  kind: 'assignment',
  ...{ device: step.device, stream: step.stream, sequence, issuedAt: now },
  expiresAt: now + plan.deadlines.assignmentMs,
  ...{ release, variant, rollout: id, revert: step.revert, install: plan.install },
});
