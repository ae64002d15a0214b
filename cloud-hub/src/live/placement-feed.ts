import type { PlacementEntry } from '@lookout/shared/protocol/placements';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config/clock.ts';
import { EventBus } from '../event-bus/event-bus.ts';
import { placementChanged } from '../placement/placement.events.ts';
import { PlacementService } from '../placement/placement.service.ts';
import type { Audience } from './live-feed.ts';

/** Figures of load alone are told no more often. */
const figuresEveryMs = 15_000;

@Injectable()
export class PlacementFeed {
  /** When each device was told last. */
  private readonly toldAt = new Map<string, number>();

  constructor(
    private readonly placements: PlacementService,
    private readonly bus: EventBus,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  follow(onChanged: (device: string) => void): void {
    this.bus.on(placementChanged, ({ device, isNews }) => {
      const now = this.now();
      if (!isNews && now - (this.toldAt.get(device) ?? 0) < figuresEveryMs) return;
      this.toldAt.set(device, now);
      onChanged(device);
    });
  }

  /** Streams of changed devices as they are now; empty where nobody would see them. */
  async compose(
    devices: ReadonlySet<string>,
    audience: Pick<Audience, 'has'>,
  ): Promise<readonly PlacementEntry[]> {
    if (devices.size === 0 || !audience.has('placement')) return [];
    return this.placements.entries([...devices]);
  }
}
