import { Module } from '@nestjs/common';
import { BrokerModule } from '../broker/broker.module.ts';
import { DeviceModule } from '../device/device.module.ts';
import { DeviceRegistry } from '../device/device-registry.ts';
import { CaptureController } from './capture/capture.controller.ts';
import { CaptureRepository } from './capture/capture.repository.ts';
import { CaptureService, ReportedDevices } from './capture/capture.service.ts';
import { CaptureAssembler } from './capture/capture-assembler.ts';
import { CaptureConductor } from './capture/capture-conductor.ts';
import { CaptureIntake } from './capture/capture-intake.ts';
import { DatasetController } from './dataset.controller.ts';
import { DatasetRepository } from './dataset.repository.ts';
import { DatasetService } from './dataset.service.ts';
import { DatasetNotices } from './dataset-notices.ts';
import { DatasetPartsService } from './dataset-parts.ts';
import { DatasetUses } from './dataset-uses.ts';

@Module({
  imports: [BrokerModule, DeviceModule],
  controllers: [DatasetController, CaptureController],
  providers: [
    DatasetRepository,
    DatasetService,
    DatasetPartsService,
    DatasetUses,
    DatasetNotices,
    CaptureRepository,
    CaptureService,
    CaptureAssembler,
    CaptureConductor,
    CaptureIntake,
    {
      provide: ReportedDevices,
      inject: [DeviceRegistry],
      useFactory: (registry: DeviceRegistry): ReportedDevices => ({
        reportedOf: async (device) => (await registry.get(device)).reported,
      }),
    },
  ],
  exports: [DatasetService, DatasetPartsService, DatasetUses, CaptureService],
})
export class DatasetModule {}
