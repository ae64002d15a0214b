import type { OpenDatabase } from '../database/open-database.ts';
import { streamPlacementsBesideHub } from '../device/stream-placements.ts';
import { registryBesideHub } from '../model/registry-beside-hub.ts';
import { ChoiceRepository } from './choice.repository.ts';
import { LoadRepository } from './load/load.repository.ts';
import { PlacementRepository } from './placement.repository.ts';
import { PlacementService } from './placement.service.ts';
import { PolicyRepository } from './policy/policy.repository.ts';
import { PolicyService } from './policy/policy.service.ts';
import { ReleaseContents } from './release-contents.ts';
import { SwitchRepository } from './switch.repository.ts';
import { WhatIfService } from './what-if/what-if.service.ts';

/** Placements without a hub, for the command line: a hub that runs acts on policies that are set here. */
export function placementsBesideHub({ pool }: Pick<OpenDatabase, 'pool'>, now = Date.now) {
  const { registry } = registryBesideHub({ pool }, { assignmentKeyFile: null });
  const [placements, policies] = [new PlacementRepository(pool), new PolicyRepository(pool)];
  const [streams, contents] = [streamPlacementsBesideHub(), new ReleaseContents(registry)];
  const [choices, switches] = [new ChoiceRepository(pool), new SwitchRepository(pool)];
  // Only the hub hears samples; here the newest is what it wrote down, seconds ago.
  const heard = { newest: () => null };
  return {
    placements: new PlacementService(
      ...([placements, choices, switches, policies, streams, contents, heard, now] as const),
    ),
    policies: new PolicyService(...([policies, placements, streams, contents, now] as const)),
    whatIf: new WhatIfService(
      ...([placements, streams, new LoadRepository(pool), contents, now] as const),
    ),
  };
}

export type PlacementsBesideHub = ReturnType<typeof placementsBesideHub>;
