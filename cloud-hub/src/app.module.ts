import { type DynamicModule, Module } from '@nestjs/common';
import { AlertModule } from './alert/alert.module.ts';
import { AuthModule } from './auth/auth.module.ts';
import { BrokerModule } from './broker/broker.module.ts';
import { JobsModule } from './compression/jobs/jobs.module.ts';
import { configModule } from './config/config.module.ts';
import type { HubConfig } from './config/config.ts';
import { databaseModule } from './database/database.module.ts';
import type { OpenDatabase } from './database/open-database.ts';
import { DatasetModule } from './dataset/dataset.module.ts';
import { DeliveryModule } from './delivery/delivery.module.ts';
import { DeviceModule } from './device/device.module.ts';
import { EventBusModule } from './event-bus/event-bus.module.ts';
import { FleetModule } from './fleet/fleet.module.ts';
import { HealthModule } from './health/health.module.ts';
import { HttpModule } from './http/http.module.ts';
import { IngestModule } from './ingest/ingest.module.ts';
import { LiveModule } from './live/live.module.ts';
import { MetricsModule } from './metrics/metrics.module.ts';
import { ModelModule } from './model/model.module.ts';
import { PlacementModule } from './placement/placement.module.ts';
import { RolloutModule } from './rollout/rollout.module.ts';
import { ScoreModule } from './score/score.module.ts';

/** The whole hub. */
@Module({})
export class AppModule {}

export const appModule = (config: HubConfig, database: OpenDatabase): DynamicModule => ({
  module: AppModule,
  imports: [
    configModule(config),
    databaseModule(database),
    EventBusModule,
    HttpModule,
    AuthModule,
    HealthModule,
    MetricsModule,
    BrokerModule,
    DeviceModule,
    AlertModule,
    ScoreModule,
    IngestModule,
    FleetModule,
    ModelModule,
    PlacementModule,
    RolloutModule,
    JobsModule,
    DatasetModule,
    DeliveryModule,
    LiveModule,
  ],
});
