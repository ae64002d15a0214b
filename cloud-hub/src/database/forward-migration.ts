import type { MigrationInterface, QueryRunner } from 'typeorm';

export type MigrationRunner = QueryRunner;

/**
 * A step of the schema. Its class name ends in the time it was written (13 digits), which is its place in
 * the order. Forward only, and never edited once landed.
 */
export abstract class ForwardMigration implements MigrationInterface {
  abstract up(queryRunner: QueryRunner): Promise<void>;

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}
