import { Module } from '@nestjs/common';
import { dailyPartitions } from '../database/partitions/daily-partitions.ts';
import { DeviceModule } from '../device/device.module.ts';
import { ModelModule } from '../model/model.module.ts';
import { ChoiceRepository } from './choice.repository.ts';
import { LoadController } from './load/load.controller.ts';
import { LoadRepository } from './load/load.repository.ts';
import { LoadService } from './load/load.service.ts';
import { loadDays } from './load/load-days.ts';
import { LoadIntake } from './load/load-intake.ts';
import { PlacementController } from './placement.controller.ts';
import { PlacementRepository } from './placement.repository.ts';
import { PlacementService } from './placement.service.ts';
import { PlacementExecutor } from './placement-executor.ts';
import { PlacementTicker } from './placement-ticker.ts';
import { PolicyController } from './policy/policy.controller.ts';
import { PolicyRepository } from './policy/policy.repository.ts';
import { PolicyService } from './policy/policy.service.ts';
import { ProfileRepository } from './profile/profile.repository.ts';
import { ProfileIntake } from './profile/profile-intake.ts';
import { ReleaseContents } from './release-contents.ts';
import { SwitchRepository } from './switch.repository.ts';
import { SwitchIntake } from './switch-intake.ts';
import { RecordedStreams } from './what-if/recorded-streams.ts';
import { TraceService } from './what-if/trace.service.ts';
import { WhatIfService } from './what-if/what-if.service.ts';

@Module({
  imports: [DeviceModule, ModelModule],
  // The policies' paths are not those of a device.
  controllers: [PolicyController, PlacementController, LoadController],
  providers: [
    LoadRepository,
    LoadIntake,
    dailyPartitions(loadDays, ({ loadRetentionDays }) => loadRetentionDays),
    LoadService,
    PolicyRepository,
    PolicyService,
    PlacementRepository,
    ChoiceRepository,
    SwitchRepository,
    SwitchIntake,
    ReleaseContents,
    PlacementExecutor,
    PlacementTicker,
    PlacementService,
    ProfileRepository,
    ProfileIntake,
    RecordedStreams,
    WhatIfService,
    TraceService,
  ],
  exports: [PlacementService],
})
export class PlacementModule {}
