import { Module } from '@nestjs/common';
import { AlertModule } from '../alert/alert.module.ts';
import { DeviceModule } from '../device/device.module.ts';
import { ScoreModule } from '../score/score.module.ts';
import { AdaptationRepository } from './adaptation.repository.ts';
import { FleetController } from './fleet.controller.ts';
import { FleetService } from './fleet.service.ts';
import { GapRepository } from './gap.repository.ts';
import { JudgingController } from './judging.controller.ts';
import { JudgingService } from './judging.service.ts';
import { KnownDevices } from './known-devices.ts';

@Module({
  imports: [DeviceModule, AlertModule, ScoreModule],
  controllers: [FleetController, JudgingController],
  providers: [FleetService, KnownDevices, GapRepository, JudgingService, AdaptationRepository],
  exports: [FleetService],
})
export class FleetModule {}
