import type { HubConfig } from '../config/config.ts';
import type { OpenDatabase } from '../database/open-database.ts';
import { standingsBesideHub } from '../device/standing.service.ts';
import { streamReleasesBesideHub } from '../device/stream-releases-beside-hub.ts';
import { registryBesideHub } from '../model/registry-beside-hub.ts';
import { RolloutRepository } from './rollout.repository.ts';
import { RolloutService } from './rollout.service.ts';
import { RolloutActs } from './rollout-acts.ts';
import { RolloutPlanner } from './rollout-planner.ts';
import { RolloutReader } from './rollout-reader.ts';
import { StepsRepository } from './steps.repository.ts';
import { releaseUses } from './trust-feed.ts';

/**
 * Rollouts and the registry without a hub, for the command line: a hub that runs carries out what was decided
 * here. The registry knows what uses a release, as the hub's own does.
 */
export function rolloutsBesideHub(
  database: Pick<OpenDatabase, 'pool'>,
  config: Pick<HubConfig, 'assignmentKeyFile'>,
) {
  const rooms = registryBesideHub(database, config);
  const { registry, keys } = rooms;
  const rollouts = new RolloutRepository(database.pool);
  const streams = streamReleasesBesideHub(database);
  rooms.uses.add((releases) => releaseUses(streams, rollouts, releases));
  const standings = standingsBesideHub();
  const planner = new RolloutPlanner(rollouts, standings, registry, keys);
  const acts = new RolloutActs(
    ...([rollouts, new RolloutReader(rollouts, standings), new StepsRepository()] as const),
    ...([planner, Date.now] as const),
  );
  return {
    ...rooms,
    rollouts: new RolloutService(rollouts, standings, planner, acts, Date.now),
  };
}

export type RolloutsBesideHub = ReturnType<typeof rolloutsBesideHub>;
