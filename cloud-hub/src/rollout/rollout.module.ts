import { Module } from '@nestjs/common';
import { DeviceModule } from '../device/device.module.ts';
import { ModelModule } from '../model/model.module.ts';
import { CarryOut } from './carry-out.ts';
import { MemberDraw } from './member-draw.ts';
import { PlacingRepository } from './placing.repository.ts';
import { RolloutController } from './rollout.controller.ts';
import { RolloutRepository } from './rollout.repository.ts';
import { RolloutService } from './rollout.service.ts';
import { RolloutActs } from './rollout-acts.ts';
import { RolloutExecutor } from './rollout-executor.ts';
import { RolloutPlanner } from './rollout-planner.ts';
import { RolloutReader } from './rollout-reader.ts';
import { RolloutTicker } from './rollout-ticker.ts';
import { StepsRepository } from './steps.repository.ts';
import { TrustFeed } from './trust-feed.ts';

@Module({
  imports: [DeviceModule, ModelModule],
  controllers: [RolloutController],
  providers: [
    RolloutRepository,
    StepsRepository,
    PlacingRepository,
    RolloutReader,
    MemberDraw,
    RolloutPlanner,
    RolloutActs,
    CarryOut,
    RolloutExecutor,
    RolloutService,
    RolloutTicker,
    TrustFeed,
  ],
  exports: [RolloutService],
})
export class RolloutModule {}
