import type { Clock } from '../config/clock.ts';
import type { HubConfig } from '../config/config.ts';
import type { OpenDatabase } from '../database/open-database.ts';
import { BundleRepository } from './bundle.repository.ts';
import { BundleService } from './bundle.service.ts';
import { AssignmentSigner } from './keys/assignment-signer.ts';
import { KeyRepository } from './keys/key.repository.ts';
import { KeyService } from './keys/key.service.ts';
import { RegistryService } from './registry.service.ts';
import { ReleaseRepository } from './release.repository.ts';
import { ReleaseUses } from './release-uses.ts';

/** The registry without a hub, for the command line; a hub that runs is told by the database. */
export function registryBesideHub(
  { pool }: Pick<OpenDatabase, 'pool'>,
  config: Pick<HubConfig, 'assignmentKeyFile'>,
  now: Clock = Date.now,
) {
  const keyRepository = new KeyRepository(pool);
  const signer = new AssignmentSigner(keyRepository, config, now);
  const keys = new KeyService(keyRepository, signer, now);
  const bundles = new BundleService(new BundleRepository(pool), now);
  const uses = new ReleaseUses();
  const releases = new ReleaseRepository(pool);
  return {
    bundles,
    keys,
    signer,
    uses,
    registry: new RegistryService(releases, bundles, keys, uses, now),
  };
}

export type RegistryBesideHub = ReturnType<typeof registryBesideHub>;
