import type { ForwardMigration } from './forward-migration.ts';

/** What a room brings to the database: its tables as entities, and the migrations that make them. */
export interface Schema {
  readonly entities: readonly (new () => object)[];
  readonly migrations: readonly (new () => ForwardMigration)[];
}

export const mergeSchemas = (...schemas: readonly Schema[]): Schema => ({
  entities: schemas.flatMap((schema) => schema.entities),
  migrations: schemas.flatMap((schema) => schema.migrations),
});
