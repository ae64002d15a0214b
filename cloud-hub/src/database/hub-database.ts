import type { HubConfig } from '../config/config.ts';
import { checkServer } from './check-server.ts';
import { DatabaseError } from './database-error.ts';
import { EmbeddedPostgres, urlOfRunning } from './embedded/embedded-postgres.ts';
import { type OpenDatabase, openDatabase } from './open-database.ts';
import type { Schema } from './schema.ts';

export type HubDatabase = OpenDatabase;

/**
 * The database that the configuration names, reachable and up to date: our own, started with the hub and
 * stopped with it, or one elsewhere.
 * @throws DatabaseError
 */
export async function openHubDatabase(
  { database, dataDir }: Pick<HubConfig, 'database' | 'dataDir'>,
  schema: Schema,
): Promise<HubDatabase> {
  if (database.kind === 'external') {
    await checkServer(database.url);
    return openDatabase(database.url, schema);
  }
  return openEmbedded(dataDir, schema);
}

/** For a command beside the hub: joins the server of a hub that runs, or starts one for as long as it takes. */
export async function openBesideHub(
  config: Pick<HubConfig, 'database' | 'dataDir'>,
  schema: Schema,
): Promise<HubDatabase> {
  const running = config.database.kind === 'embedded' ? urlOfRunning(config.dataDir) : null;
  return running === null ? openHubDatabase(config, schema) : openDatabase(running, schema);
}

/**
 * For a program that works for a hub: it neither starts the hub's server, which would keep the hub from
 * starting, nor brings the schema up to date, which may be ahead of a hub of another version.
 * @throws DatabaseError
 */
export async function joinHubDatabase({
  database,
  dataDir,
}: Pick<HubConfig, 'database' | 'dataDir'>): Promise<HubDatabase> {
  const schema: Schema = { entities: [], migrations: [] };
  if (database.kind === 'external') return openHubDatabase({ database, dataDir }, schema);
  const running = urlOfRunning(dataDir);
  if (running === null)
    throw new DatabaseError(
      'unreachable',
      `no hub runs on ${dataDir}: start it first, or set DATABASE_URL to the hub's PostgreSQL`,
    );
  return openDatabase(running, schema);
}

async function openEmbedded(dataDir: string, schema: Schema): Promise<HubDatabase> {
  const server = await EmbeddedPostgres.start({ dataDir });
  try {
    const opened = await openDatabase(server.url, schema);
    return {
      ...opened,
      close: async () => {
        await opened.close();
        await server.stop();
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}
