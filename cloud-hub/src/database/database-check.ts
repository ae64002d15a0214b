import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Pool } from 'pg';
import { HealthChecks } from '../health/health-checks.ts';

/** Tells `/healthz` whether the database answers. */
@Injectable()
export class DatabaseCheck implements OnModuleInit {
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
