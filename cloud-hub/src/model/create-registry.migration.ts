import { ForwardMigration, type MigrationRunner } from '../database/forward-migration.ts';

export class CreateRegistry1795535700300 extends ForwardMigration {
  async up(runner: MigrationRunner): Promise<void> {
    await createBundles(runner);
    await createReleases(runner);
    await createKeys(runner);
  }
}

async function createBundles(runner: MigrationRunner): Promise<void> {
  // A file is stored once, whatever bundles share it, and never changes.
  await runner.query(`
      CREATE TABLE blobs (
        sha256 text PRIMARY KEY,
        size_bytes integer NOT NULL CHECK (size_bytes BETWEEN 1 AND 134217728),
        bytes bytea NOT NULL
      )`);
  // Models do not shrink, and parts of them are read: uncompressed, PostgreSQL finds a part without the rest.
  await runner.query('ALTER TABLE blobs ALTER bytes SET STORAGE EXTERNAL');
  await runner.query(`
      CREATE TABLE bundles (
        id text PRIMARY KEY,
        name text NOT NULL,
        variant text NOT NULL,
        size_bytes integer NOT NULL,
        -- The job that made it, and how it was measured there (ReleaseVariant.evaluation).
        job uuid,
        evaluation jsonb,
        created_at bigint NOT NULL,
        created_by text NOT NULL
      )`);
  await runner.query(`
      CREATE TABLE bundle_files (
        bundle text NOT NULL REFERENCES bundles ON DELETE CASCADE,
        name text NOT NULL,
        sha256 text NOT NULL REFERENCES blobs,
        PRIMARY KEY (bundle, name)
      )`);
  await runner.query('CREATE INDEX bundle_files_blob ON bundle_files (sha256)');
}

async function createReleases(runner: MigrationRunner): Promise<void> {
  await runner.query(`
      CREATE TABLE releases (
        id text PRIMARY KEY,
        model text NOT NULL,
        version text NOT NULL,
        -- As it is signed; its SHA-256 is the id.
        manifest bytea NOT NULL,
        parent text,
        job uuid,
        created_at bigint NOT NULL,
        created_by text NOT NULL,
        UNIQUE (model, version)
      )`);
  await runner.query('CREATE INDEX releases_newest ON releases (model, created_at DESC)');
  await runner.query(`
      CREATE TABLE release_variants (
        release text NOT NULL REFERENCES releases ON DELETE CASCADE,
        name text NOT NULL,
        bundle text NOT NULL REFERENCES bundles,
        PRIMARY KEY (release, name)
      )`);
  await runner.query('CREATE INDEX release_variants_bundle ON release_variants (bundle)');
  await runner.query(`
      CREATE TABLE release_signatures (
        release text NOT NULL REFERENCES releases ON DELETE CASCADE,
        key_id text NOT NULL,
        signature text NOT NULL,
        signed_at bigint NOT NULL,
        signed_by text NOT NULL,
        PRIMARY KEY (release, key_id)
      )`);
}

async function createKeys(runner: MigrationRunner): Promise<void> {
  await runner.query(`
      CREATE TABLE key_lists (
        version integer PRIMARY KEY,
        document jsonb NOT NULL,
        published_at bigint NOT NULL,
        published_by text NOT NULL
      )`);
  // What the hubs sign assignments with; all of them share it.
  await runner.query(`
      CREATE TABLE assignment_keys (
        id text PRIMARY KEY,
        private_key text NOT NULL,
        created_at bigint NOT NULL
      )`);
}
