import type { HubConfig } from '../config/config.ts';
import type { OpenDatabase } from '../database/open-database.ts';
import { standingsBesideHub } from '../device/standing.service.ts';
import { registryBesideHub } from '../model/registry-beside-hub.ts';
import { RolloutRepository } from './rollout.repository.ts';
import { RolloutService } from './rollout.service.ts';
import { RolloutActs } from './rollout-acts.ts';
import { RolloutPlanner } from './rollout-planner.ts';
import { RolloutReader } from './rollout-reader.ts';
import { StepsRepository } from './steps.repository.ts';

/** Rollouts without a hub, for the command line: a hub that runs carries out what was decided here. */
export function rolloutsBesideHub(
  database: Pick<OpenDatabase, 'pool'>,
  config: Pick<HubConfig, 'assignmentKeyFile'>,
) {
  const { registry, keys } = registryBesideHub(database, config);
  const rollouts = new RolloutRepository(database.pool);
  const standings = standingsBesideHub();
  const planner = new RolloutPlanner(rollouts, standings, registry, keys);
  const acts = new RolloutActs(
    ...([rollouts, new RolloutReader(rollouts, standings), new StepsRepository()] as const),
    ...([planner, Date.now] as const),
  );
  return {
    registry,
    rollouts: new RolloutService(rollouts, standings, planner, acts, Date.now),
  };
}

export type RolloutsBesideHub = ReturnType<typeof rolloutsBesideHub>;
