import type { OpenDatabase } from '../database/open-database.ts';
import { StreamReleaseRepository } from './stream-release.repository.ts';

/** Which releases streams run, for the command line beside a hub. */
export function streamReleasesBesideHub({ pool }: Pick<OpenDatabase, 'pool'>) {
  const repository = new StreamReleaseRepository(pool);
  return {
    /** As DesiredService.releaseUses. */
    releaseUses: (releases: readonly string[]) => repository.usesOf(releases),
  };
}
