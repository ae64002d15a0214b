import { Module } from '@nestjs/common';
import { AlertModule } from '../alert/alert.module.ts';
import { DeviceModule } from '../device/device.module.ts';
import { ScoreModule } from '../score/score.module.ts';
import { FleetController } from './fleet.controller.ts';
import { FleetService } from './fleet.service.ts';
import { GapRepository } from './gap.repository.ts';
import { KnownDevices } from './known-devices.ts';

@Module({
  imports: [DeviceModule, AlertModule, ScoreModule],
  controllers: [FleetController],
  providers: [FleetService, KnownDevices, GapRepository],
  exports: [FleetService],
})
export class FleetModule {}
