import { Module } from '@nestjs/common';
import { BrokerModule } from '../broker/broker.module.ts';
import { CLOCK, type Clock } from '../config/clock.ts';
import { HUB_CONFIG, type HubConfig } from '../config/config.ts';
import { AssignedReleases } from '../device/assigned-releases.ts';
import { DeviceModule } from '../device/device.module.ts';
import { orNull } from '../http/problem.ts';
import { ModelModule } from '../model/model.module.ts';
import { RegistryService } from '../model/registry.service.ts';
import { AssignedFiles } from './assigned-files.ts';
import { BlockFiles } from './block-files.ts';
import { BlockServer } from './block-server.ts';
import { DeliveryMetrics } from './delivery.metrics.ts';

/** Model files to devices: of the releases that are assigned to each, in blocks. */
@Module({
  imports: [BrokerModule, DeviceModule, ModelModule],
  providers: [
    DeliveryMetrics,
    BlockServer,
    {
      provide: AssignedFiles,
      inject: [AssignedReleases, RegistryService, CLOCK],
      useFactory: (assigned: AssignedReleases, registry: RegistryService, now: Clock) =>
        new AssignedFiles(
          {
            assignedTo: (device) => assigned.of(device),
            filesOf: async (release) => {
              const variants = (await orNull(registry.variantsOf(release))) ?? [];
              return variants.flatMap(({ files }) =>
                Object.values(files).map(({ sha256 }) => sha256),
              );
            },
          },
          now,
        ),
    },
    {
      provide: BlockFiles,
      inject: [RegistryService, HUB_CONFIG],
      useFactory: (registry: RegistryService, { delivery }: HubConfig) =>
        new BlockFiles((digest) => registry.file(digest), delivery.cacheBytes),
    },
  ],
})
export class DeliveryModule {}
