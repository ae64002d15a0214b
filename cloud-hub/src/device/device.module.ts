import { Module } from '@nestjs/common';
import { BrokerModule } from '../broker/broker.module.ts';
import { AbsenceRepository } from './absence.repository.ts';
import { AssignedReleasesRepository } from './assigned-releases.repository.ts';
import { AssignedReleases } from './assigned-releases.ts';
import { CommandsRepository } from './commands.repository.ts';
import { CommandsService } from './commands.service.ts';
import { DesiredRepository } from './desired.repository.ts';
import { DesiredService } from './desired.service.ts';
import { DeviceController } from './device.controller.ts';
import { DeviceRepository } from './device.repository.ts';
import { DeviceEnrolment } from './device-enrolment.ts';
import { DeviceIntake } from './device-intake.ts';
import { DeviceRegistry } from './device-registry.ts';
import { PresenceService } from './presence.service.ts';
import { StandingRepository } from './standing.repository.ts';
import { StandingService } from './standing.service.ts';
import { StreamPlacementRepository } from './stream-placement.repository.ts';
import { StreamPlacements } from './stream-placements.ts';
import { StreamReleaseRepository } from './stream-release.repository.ts';

@Module({
  imports: [BrokerModule],
  controllers: [DeviceController],
  providers: [
    DeviceRepository,
    AssignedReleasesRepository,
    AssignedReleases,
    DesiredRepository,
    StreamReleaseRepository,
    StreamPlacementRepository,
    StreamPlacements,
    StandingRepository,
    StandingService,
    AbsenceRepository,
    CommandsRepository,
    DeviceEnrolment,
    DeviceRegistry,
    PresenceService,
    DesiredService,
    CommandsService,
    DeviceIntake,
  ],
  exports: [
    AssignedReleases,
    DeviceRegistry,
    DesiredService,
    CommandsService,
    StandingService,
    StreamPlacements,
  ],
})
export class DeviceModule {}
