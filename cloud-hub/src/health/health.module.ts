import { Global, Module } from '@nestjs/common';
import { HealthController } from './health.controller.ts';
import { HealthChecks } from './health-checks.ts';

/** Each room adds its own check. */
@Global()
@Module({ controllers: [HealthController], providers: [HealthChecks], exports: [HealthChecks] })
export class HealthModule {}
