import { once } from 'node:events';
import { Logger } from '@nestjs/common';
import { engineTable } from '../compression/jobs/engine/engine-table.ts';
import { openWorker } from '../compression/jobs/worker/open-worker.ts';
import { loadConfig } from '../config/load-config.ts';
import { createLogger } from '../config/logger.ts';
import { joinHubDatabase } from '../database/hub-database.ts';
import { stopSignal } from './stop-signal.ts';
import type { WorkerCommandOptions } from './worker.ts';

/** Then it ends anyhow: with the hub that started it its database may be gone, too. */
const stopWithinMs = 20_000;

/** Does jobs until Ctrl-C or SIGTERM, or until the hub that started it is gone. */
export async function runWorker({ databaseUrl, name }: WorkerCommandOptions): Promise<void> {
  const stop = process.connected ? stopOfHub() : stopSignal();
  const config = loadConfig();
  const log = createLogger(config.log);
  Logger.overrideLogger(log);
  const given = databaseUrl === undefined ? {} : { database: external(databaseUrl) };
  const database = await joinHubDatabase({ ...config, ...given });
  const worker = openWorker(database, {
    engines: engineTable,
    log,
    ...(name !== undefined && { name }),
  });
  await worker.start();
  log.log('the worker waits for jobs', 'Worker');
  await Promise.race([stop, ...(process.connected ? [once(process, 'disconnect')] : [])]);
  setTimeout(() => process.exit(1), stopWithinMs).unref();
  await worker.stop();
  await database.close();
  if (process.connected) process.disconnect();
}

/** A terminal's Ctrl-C comes to the hub as well, which ends its workers itself. */
function stopOfHub(): Promise<unknown> {
  process.on('SIGINT', () => undefined);
  return Promise.race(['SIGTERM', 'SIGHUP'].map((signal) => once(process, signal)));
}

const external = (url: string) => ({ kind: 'external', url }) as const;
