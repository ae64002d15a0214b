import type { OpenDatabase } from '../../database/open-database.ts';
import { JobNeeds } from './job-needs.repository.ts';

/** What jobs need, without a hub, for the command line. */
export const jobNeedsBesideHub = ({ pool }: Pick<OpenDatabase, 'pool'>): JobNeeds =>
  new JobNeeds(pool);
