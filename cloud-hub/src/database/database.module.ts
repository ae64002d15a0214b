import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { DatabaseCheck } from './database-check.ts';
import { Notifications } from './notifications.ts';
import type { OpenDatabase } from './open-database.ts';

/**
 * Open to all rooms: inject `DataSource` (TypeORM), `Pool` (pg) or `Notifications` (LISTEN/NOTIFY). A room
 * with a table by the day lists `dailyPartitions` in its module.
 */
@Global()
@Module({})
export class DatabaseModule {}

export const databaseModule = (database: OpenDatabase): DynamicModule => ({
  module: DatabaseModule,
  providers: [
    { provide: DataSource, useValue: database.dataSource },
    { provide: Pool, useValue: database.pool },
    Notifications,
    DatabaseCheck,
  ],
  exports: [DataSource, Pool, Notifications],
});
