import type { HubConfig } from '../config/config.ts';
import type { OpenDatabase } from '../database/open-database.ts';
import { SessionsRepository } from './sessions.repository.ts';
import { SessionsService } from './sessions.service.ts';
import { UsersRepository } from './users.repository.ts';
import { UsersService } from './users.service.ts';

/** The users' tables without a hub, for the command line. */
export function usersBesideHub(
  { dataSource }: Pick<OpenDatabase, 'dataSource'>,
  config: HubConfig,
): UsersService {
  const sessions = new SessionsService(new SessionsRepository(dataSource), config, Date.now);
  return new UsersService(new UsersRepository(dataSource), sessions, Date.now);
}
