import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { Pool } from 'pg';
import { HealthController } from './health.controller.ts';
import { HealthChecks } from './health-checks.ts';

@Global()
@Module({ controllers: [HealthController], providers: [HealthChecks], exports: [HealthChecks] })
export class HealthModule implements OnModuleInit {
  constructor(
    private readonly checks: HealthChecks,
    private readonly pool: Pool,
  ) {}

  onModuleInit(): void {
    this.checks.add('database', async () => {
      await this.pool.query('SELECT 1');
      return null;
    });
  }
}
