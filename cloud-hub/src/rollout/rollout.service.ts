import { randomUUID } from 'node:crypto';
import type {
  RolloutAct,
  RolloutDetail,
  RolloutMember,
  RolloutPlan,
  RolloutPreview,
  RolloutSummary,
} from '@lookout/shared/protocol/rollouts';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config/clock.ts';
import { StandingService } from '../device/standing.service.ts';
import { Problem } from '../http/problem.ts';
import { keyOf } from './engine/apply-steps.ts';
import { windowsProblem } from './engine/schedule.ts';
import { RolloutRepository } from './rollout.repository.ts';
import { RolloutActs } from './rollout-acts.ts';
import { RolloutPlanner } from './rollout-planner.ts';
import { summaryOf } from './rollout-row.ts';

export type MemberFilter = Parameters<RolloutRepository['members']>[1];

/** Rollouts as people see them. */
@Injectable()
export class RolloutService {
  constructor(
    private readonly rollouts: RolloutRepository,
    private readonly standings: StandingService,
    private readonly planner: RolloutPlanner,
    private readonly acts: RolloutActs,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  /** The newest first. */
  async list(): Promise<RolloutSummary[]> {
    return this.summariesOf(await this.rollouts.list());
  }

  /** Those of them that are there. */
  async summaries(ids: readonly string[]): Promise<RolloutSummary[]> {
    const found = await Promise.all(ids.map((id) => this.rollouts.find(id)));
    return this.summariesOf(found.filter((row) => row !== null));
  }

  /** @throws Problem 404 notFound */
  async detail(id: string): Promise<RolloutDetail> {
    const row = await this.rollouts.find(id);
    if (row === null) throw Problem.notFound(`rollout ${id}`);
    const [rollout] = await this.summariesOf([row]);
    if (rollout === undefined) throw Problem.notFound(`rollout ${id}`);
    const history = await this.rollouts.history(id);
    return { rollout, plan: row.plan, gates: [...row.gates], history };
  }

  /** By wave and device. @throws Problem 404 notFound */
  async members(id: string, filter: MemberFilter = {}): Promise<RolloutMember[]> {
    if ((await this.rollouts.find(id)) === null) throw Problem.notFound(`rollout ${id}`);
    const rows = await this.rollouts.members(id, filter);
    const devices = [...new Set(rows.map(({ device }) => device))];
    const standings = await this.rollouts.inTransaction((tx) =>
      this.standings.releases(tx, devices),
    );
    const reports = new Map(standings.map((standing) => [keyOf(standing), standing.report]));
    return rows.map((row) => {
      const { sequence, revert: _, previousVariant: __, ...member } = row;
      const report = reports.get(keyOf(row)) ?? null;
      const told = report !== null && report.sequence === sequence ? report : null;
      return {
        ...member,
        phase: told?.phase ?? null,
        haveBytes: told?.haveBytes ?? 0,
        totalBytes: told?.totalBytes ?? 0,
        reason: row.reason ?? told?.reason ?? null,
      };
    });
  }

  /** By id, the beginning of one, or its name. @throws Problem 404 notFound, 409 ambiguous */
  async resolve(text: string): Promise<string> {
    const [id, ...others] = await this.rollouts.resolve(text);
    if (id === undefined) throw Problem.notFound(`rollout "${text}"`);
    if (others.length > 0)
      throw Problem.conflict(
        'ambiguous',
        `Several rollouts begin with "${text}".`,
        'Type more of it.',
      );
    return id;
  }

  /** @throws Problem 404 notFound, 400 badSchedule */
  async preview(plan: RolloutPlan): Promise<RolloutPreview> {
    refuseSchedule(plan);
    const { waves, left } = await this.planner.plan(plan);
    return { waves, left };
  }

  /** A draft: it touches no device until it is approved. @throws Problem 404 notFound, 400 badSchedule */
  async create(plan: RolloutPlan, by: string): Promise<RolloutDetail> {
    refuseSchedule(plan);
    const id = randomUUID();
    const { waves, manifest, evaluation } = await this.planner.plan(plan);
    const { model, version } = manifest;
    const createdAt = this.now();
    await this.rollouts.add({
      ...{ id, plan, model, version, evaluation, waves, createdAt, createdBy: by },
    });
    return this.detail(id);
  }

  /** @throws Problem 404 notFound, 409 refused, unsigned, notTrusted */
  async act(id: string, act: RolloutAct, by: string): Promise<RolloutDetail> {
    await this.acts.act(id, act, by);
    return this.detail(id);
  }

  private async summariesOf(
    rows: Awaited<ReturnType<RolloutRepository['list']>>,
  ): Promise<RolloutSummary[]> {
    const ids = rows.map(({ id }) => id);
    const waves = await this.rollouts.waves(ids);
    const counts = await this.rollouts.counts(ids);
    return rows.map((row) =>
      summaryOf(row, waves.get(row.id) ?? [], counts.get(row.id) ?? new Map()),
    );
  }
}

function refuseSchedule({ schedule }: RolloutPlan): void {
  const problem = windowsProblem(schedule.windows);
  if (problem !== null) throw new Problem(400, 'badSchedule', `${problem}.`);
}
