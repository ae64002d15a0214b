import type { QueryRunner } from 'typeorm';
import { ForwardMigration } from '../database/forward-migration.ts';

export class CreateUsers1764000000100 extends ForwardMigration {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE users (
        id uuid PRIMARY KEY,
        name text NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
        role text NOT NULL CHECK (role IN ('viewer', 'operator', 'admin')),
        password_hash text,
        created_at bigint NOT NULL,
        disabled_at bigint
      )`);
    await runner.query('CREATE UNIQUE INDEX users_name ON users (lower(name))');
    await runner.query(`
      CREATE TABLE sessions (
        token_hash text PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
        created_at bigint NOT NULL,
        last_used_at bigint NOT NULL
      )`);
    await runner.query('CREATE INDEX sessions_user ON sessions (user_id)');
  }
}
