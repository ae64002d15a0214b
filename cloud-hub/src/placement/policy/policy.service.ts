import type {
  NewPlacementPolicy,
  PlacementPolicyList,
  PlacementPolicySet,
  PlacementScope,
} from '@lookout/shared/protocol/placements';
import { scopeText } from '@lookout/shared/protocol/placements';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../config/clock.ts';
import { StreamPlacements } from '../../device/stream-placements.ts';
import { Problem } from '../../http/problem.ts';
import { bySpecificity, policyChain } from '../decide/policy-chain.ts';
import { committedRelease } from '../decide/situation-of.ts';
import { PlacementRepository } from '../placement.repository.ts';
import { ReleaseContents } from '../release-contents.ts';
import { refuseContradictions } from './contradictions.ts';
import { PolicyRepository } from './policy.repository.ts';
import { type GovernedStream, warningsOf } from './warnings.ts';

/** What operators want, and for whom. Whoever sets one is told of what it does not do. */
@Injectable()
export class PolicyService {
  constructor(
    private readonly policies: PolicyRepository,
    private readonly placements: PlacementRepository,
    private readonly streams: StreamPlacements,
    private readonly contents: ReleaseContents,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  /** The most general first. */
  async list(): Promise<PlacementPolicyList> {
    const { policies, unread } = await this.policies.read();
    return { policies: policies.sort(bySpecificity).reverse(), unread };
  }

  /** Hubs that run decide anew at once. @throws Problem 400 badPolicy */
  async set({ scope, policy }: NewPlacementPolicy, by: string): Promise<PlacementPolicySet> {
    refuseContradictions(policy);
    const entry = { scope, policy, changedAt: this.now(), changedBy: by };
    await this.policies.set(entry);
    const governed = await this.governed(scope);
    return { ...entry, warnings: warningsOf(entry, governed), streams: governed.length };
  }

  /** @throws Problem 404 notFound */
  async remove(scope: PlacementScope): Promise<void> {
    if (!(await this.policies.remove(scope)))
      throw Problem.notFound(`placement policy for ${scopeText(scope)}`);
  }

  /** Streams for which this policy, and no more specific one, holds. */
  private async governed(scope: PlacementScope): Promise<GovernedStream[]> {
    const standings = await this.placements.inTransaction((tx) => this.streams.standings(tx, null));
    const policies = await this.policies.list();
    const text = scopeText(scope);
    const own = standings.filter((standing) => {
      const [first] = policyChain(policies, standing);
      return first !== undefined && scopeText(first.scope) === text;
    });
    await this.contents.load(own.flatMap((standing) => committedRelease(standing) ?? []));
    return own.map((standing) => {
      const release = committedRelease(standing);
      return {
        ...{ device: standing.device, stream: standing.stream, strideMs: standing.strideMs },
        isPlaced: standing.placement !== null,
        providers: standing.providers,
        profiles: standing.placement?.release === release ? standing.placement.profiles : [],
        manifest: release === null ? null : (this.contents.known(release) ?? null),
      };
    });
  }
}
