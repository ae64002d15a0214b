import type { HubConfig } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import { type HubDatabase, openBesideHub } from '../database/hub-database.ts';
import { Problem } from '../http/problem.ts';
import { hubSchema } from '../schema.ts';
import { CliError, exitCodes } from './exit.ts';

/** Does something to the hub's database, whether the hub runs or not. @throws ConfigError, DatabaseError */
export async function besideHub<T>(
  work: (database: HubDatabase, config: HubConfig) => Promise<T>,
): Promise<T> {
  const config = loadConfig();
  const database = await openBesideHub(config, hubSchema);
  try {
    return await work(database, config);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw new CliError(exitCodes.failure, [error.message, error.remedy ?? ''].join(' ').trim());
  } finally {
    await database.close();
  }
}

/** One document on stdout: JSON for machines, text for people. */
export function print(json: boolean, document: unknown, text: string): void {
  process.stdout.write(`${json ? JSON.stringify(document, null, 2) : text}\n`);
}
