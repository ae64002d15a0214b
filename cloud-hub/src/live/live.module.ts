import { Module } from '@nestjs/common';
import { AlertModule } from '../alert/alert.module.ts';
import { JobsModule } from '../compression/jobs/jobs.module.ts';
import { DatasetModule } from '../dataset/dataset.module.ts';
import { FleetModule } from '../fleet/fleet.module.ts';
import { PlacementModule } from '../placement/placement.module.ts';
import { RolloutModule } from '../rollout/rollout.module.ts';
import { Broadcaster } from './broadcaster.ts';
import { LiveGateway } from './live.gateway.ts';
import { LiveMetrics } from './live.metrics.ts';
import { LiveFeed } from './live-feed.ts';
import { PlacementFeed } from './placement-feed.ts';
import { RolloutFeed } from './rollout-feed.ts';
import { SocketDoor } from './socket-door.ts';

@Module({
  imports: [AlertModule, FleetModule, JobsModule, DatasetModule, RolloutModule, PlacementModule],
  providers: [
    SocketDoor,
    LiveFeed,
    RolloutFeed,
    PlacementFeed,
    Broadcaster,
    LiveMetrics,
    LiveGateway,
  ],
})
export class LiveModule {}
