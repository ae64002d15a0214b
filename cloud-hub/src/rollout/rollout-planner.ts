import type { RolloutPlan, RolloutPreview } from '@lookout/shared/protocol/rollouts';
import type { ReleaseManifest } from '@lookout/shared/protocol/signed-documents';
import { Injectable } from '@nestjs/common';
import { StandingService } from '../device/standing.service.ts';
import { orNull, Problem } from '../http/problem.ts';
import { KeyService } from '../model/keys/key.service.ts';
import { RegistryService } from '../model/registry.service.ts';
import { planWaves } from './engine/plan-waves.ts';
import type { RolloutSnapshot } from './engine/rollout-state.ts';
import type { Candidate } from './engine/targets.ts';
import { RolloutRepository } from './rollout.repository.ts';

export interface PlannedRollout extends RolloutPreview {
  readonly manifest: ReleaseManifest;
  readonly evaluation: RolloutSnapshot['evaluation'];
}

/** Who would be in which wave, as the fleet is now. */
@Injectable()
export class RolloutPlanner {
  constructor(
    private readonly rollouts: RolloutRepository,
    private readonly standings: StandingService,
    private readonly registry: RegistryService,
    private readonly keys: KeyService,
  ) {}

  /**
   * Who goes first hangs on the release alone, so that a preview shows what the rollout then does.
   *
   * @throws Problem 404 notFound; with `requireSigned` 409 unsigned, notTrusted
   */
  async plan(plan: RolloutPlan, { requireSigned = false } = {}): Promise<PlannedRollout> {
    const { manifest, state } = await this.registry.release(plan.release);
    if (requireSigned) {
      await this.keys.requireTrusted();
      if (state !== 'signed')
        throw Problem.conflict(
          'unsigned',
          `The release ${manifest.model} ${manifest.version} is not signed: no device would take it.`,
          'Sign it (lookout keys sign) and upload the signature.',
        );
    }
    const candidates = await this.rollouts.inTransaction((tx) => this.standings.assets(tx));
    const preview = planWaves(plan, manifest, candidates, plan.release);
    const evaluation = await this.evaluationOf(manifest, preview, candidates);
    return { ...preview, manifest, evaluation };
  }

  /** The release against what most of those in a wave run now; null where one was not measured. */
  private async evaluationOf(
    { variants }: ReleaseManifest,
    { waves }: RolloutPreview,
    candidates: readonly Candidate[],
  ): Promise<RolloutSnapshot['evaluation']> {
    const members = new Set(
      waves.flatMap((wave) => wave.members.map(({ device, stream }) => `${device}/${stream}`)),
    );
    const counts = new Map<string | null, number>();
    for (const { device, stream, release } of candidates)
      if (members.has(`${device}/${stream}`)) counts.set(release, (counts.get(release) ?? 0) + 1);
    const [old = null] = [...counts].sort(([, a], [, b]) => b - a)[0] ?? [];
    const before = old === null ? null : await orNull(this.registry.release(old));
    const used = new Set(waves.flatMap((wave) => wave.members.map(({ variant }) => variant)));
    const lows = variants
      .filter(({ name }) => used.has(name))
      .map(({ evaluation }) => evaluation?.aurocCi?.[0] ?? null);
    const olds = before?.manifest.variants.flatMap(({ evaluation }) => evaluation?.auroc ?? []);
    return {
      newAurocLow: leastOf(lows.filter((low) => low !== null)),
      oldAuroc: leastOf(olds ?? []),
    };
  }
}

const leastOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : Math.min(...values);
