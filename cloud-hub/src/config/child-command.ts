import { resolve } from 'node:path';
import type { HubConfig } from './config.ts';

/** Programs that the hub starts beside itself. */
export interface ChildCommand {
  readonly count: number;
  readonly path: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

export const WORKER_COMMAND = Symbol('WorkerCommand');

const bin = resolve(import.meta.dirname, '../../bin/lookout.js');

/** The worker is told of the hub's own settings, wherever the hub has them from. */
export const workerCommand = ({ workers, dataDir, database, log }: HubConfig): ChildCommand => ({
  count: workers,
  path: process.execPath,
  args: [bin, 'worker'],
  env: {
    ...process.env,
    LOOKOUT_DATA_DIR: dataDir,
    DATABASE_URL: database.kind === 'external' ? database.url : '',
    LOG_LEVEL: log.level,
  },
});
