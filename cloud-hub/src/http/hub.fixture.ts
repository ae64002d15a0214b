import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestPostgres } from '../../../test/support/postgres.ts';
import { testConfig } from '../config/config.fixture.ts';
import { createLogger } from '../config/logger.ts';
import { type RunningHub, startHub } from '../main.ts';
import { ApiClient } from './api-client.fixture.ts';

export interface HubFixture {
  readonly hub: RunningHub;
  readonly databaseUrl: string;
  /** Signed in as the first administrator, unless the hub speaks TLS. */
  readonly admin: ApiClient;
  /** Nobody. */
  client(): ApiClient;
  stop(): Promise<void>;
}

/** The whole hub on a real PostgreSQL and free ports. */
export async function startHubFixture(
  env: Readonly<Record<string, string>> = {},
): Promise<HubFixture> {
  const postgres = await startTestPostgres();
  const dataDir = mkdtempSync(join(tmpdir(), 'lookout-hub-'));
  const config = testConfig({ DATABASE_URL: postgres.url, LOOKOUT_DATA_DIR: dataDir, ...env });
  const hub = await startHub(config, createLogger(config.log));
  const client = () => new ApiClient(hub.url);
  const admin = client();
  if (config.http.tls === null) await admin.signIn('admin', hub.firstAdmin?.password ?? '');
  return {
    hub,
    databaseUrl: postgres.url,
    admin,
    client,
    stop: async () => {
      await hub.close();
      await postgres.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
