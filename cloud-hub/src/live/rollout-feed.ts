import type {
  RolloutDetail,
  RolloutMember,
  RolloutSummary,
} from '@lookout/shared/protocol/rollouts';
import { Injectable } from '@nestjs/common';
import { RolloutService } from '../rollout/rollout.service.ts';
import type { Audience } from './live-feed.ts';
import { rolloutRoom } from './room-name.ts';

/** Changed rollouts as they are now; empty where nobody in the audience would see them. */
export interface ToldRollouts {
  readonly summaries: readonly RolloutSummary[];
  readonly watched: ReadonlyMap<
    string,
    { readonly rollout: RolloutDetail; readonly members: readonly RolloutMember[] }
  >;
}

@Injectable()
export class RolloutFeed {
  constructor(private readonly rollouts: RolloutService) {}

  /** @param changes by rollout the members that changed, as `device/stream`; null: unknown which */
  async compose(
    changes: ReadonlyMap<string, ReadonlySet<string> | null>,
    audience: Pick<Audience, 'has'>,
  ): Promise<ToldRollouts> {
    const watched = new Map<string, { rollout: RolloutDetail; members: RolloutMember[] }>();
    for (const [id, members] of changes) {
      if (!audience.has(rolloutRoom(id))) continue;
      const all = members === null || members.size === 0 ? [] : await this.rollouts.members(id);
      watched.set(id, {
        rollout: await this.rollouts.detail(id),
        members: all.filter(({ device, stream }) => members?.has(`${device}/${stream}`)),
      });
    }
    const isHeard = changes.size > 0 && audience.has('rollouts');
    return {
      watched,
      summaries: isHeard ? await this.rollouts.summaries([...changes.keys()]) : [],
    };
  }
}
