import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { DatabaseCheck } from './database-check.ts';
import { Notifications } from './notifications.ts';
import type { OpenDatabase } from './open-database.ts';
import { Partitions } from './partitions/partitions.ts';

/**
 * Open to all rooms: inject `DataSource` (TypeORM), `Pool` (pg), `Notifications` (LISTEN/NOTIFY) or
 * `Partitions` (tables by the day).
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
    Partitions,
    DatabaseCheck,
  ],
  exports: [DataSource, Pool, Notifications, Partitions],
});
