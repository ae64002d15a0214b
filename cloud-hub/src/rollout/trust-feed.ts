import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { DesiredService } from '../device/desired.service.ts';
import { EventBus } from '../event-bus/event-bus.ts';
import { KeyService } from '../model/keys/key.service.ts';
import { keysChanged } from '../model/model.events.ts';
import { ReleaseUses } from '../model/release-uses.ts';
import { RolloutRepository } from './rollout.repository.ts';

/** Brings the key lists of the model room to the devices, and tells it which releases are in use. */
@Injectable()
export class TrustFeed implements OnApplicationBootstrap {
  private readonly log = new Logger(TrustFeed.name);

  constructor(
    private readonly keys: KeyService,
    private readonly desired: DesiredService,
    private readonly uses: ReleaseUses,
    private readonly rollouts: RolloutRepository,
    private readonly events: EventBus,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.uses.add((releases) => releaseUses(this.desired, this.rollouts, releases));
    this.events.on(keysChanged, () => {
      this.bring().catch((error: unknown) =>
        this.log.error(`devices are not told of the new key list: ${String(error)}`),
      );
    });
    await this.bring();
  }

  private async bring(): Promise<void> {
    await this.desired.setKeys(await this.keys.keyLists());
  }
}

/** What needs each of the releases; beside a hub as within it. */
export async function releaseUses(
  streamsOf: Pick<DesiredService, 'releaseUses'>,
  rollouts: Pick<RolloutRepository, 'usesOf'>,
  releases: readonly string[],
) {
  const streams = await streamsOf.releaseUses(releases);
  const names = await rollouts.usesOf(releases);
  const used = releases.filter((release) => streams.has(release) || names.has(release));
  return new Map(
    used.map((release) => {
      const count = streams.get(release) ?? 0;
      const words = (names.get(release) ?? []).map((name) => `the rollout "${name}"`);
      const running =
        count === 1
          ? '1 stream that runs it or is assigned it'
          : `${count} streams that run it or are assigned it`;
      return [
        release,
        { streams: count, what: [...(count > 0 ? [running] : []), ...words].join(' and ') },
      ] as const;
    }),
  );
}
