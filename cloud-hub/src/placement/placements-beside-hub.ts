import type { OpenDatabase } from '../database/open-database.ts';
import { streamPlacementsBesideHub } from '../device/stream-placements.ts';
import { registryBesideHub } from '../model/registry-beside-hub.ts';
import { ChoiceRepository } from './choice.repository.ts';
import { LoadRepository } from './load/load.repository.ts';
import { PlacementRepository } from './placement.repository.ts';
import { PlacementService } from './placement.service.ts';
import { PolicyRepository } from './policy/policy.repository.ts';
import { PolicyService } from './policy/policy.service.ts';
import { ProfileRepository } from './profile/profile.repository.ts';
import { ReleaseContents } from './release-contents.ts';
import { SwitchRepository } from './switch.repository.ts';
import { RecordedStreams } from './what-if/recorded-streams.ts';
import { TraceService } from './what-if/trace.service.ts';
import { WhatIfService } from './what-if/what-if.service.ts';

/** Placements without a hub, for the command line: a hub that runs acts on policies that are set here. */
export function placementsBesideHub({ pool }: Pick<OpenDatabase, 'pool'>, now = Date.now) {
  const { registry } = registryBesideHub({ pool }, { assignmentKeyFile: null });
  const [placements, policies] = [new PlacementRepository(pool), new PolicyRepository(pool)];
  const [streams, contents] = [streamPlacementsBesideHub(), new ReleaseContents(registry)];
  const [choices, switches] = [new ChoiceRepository(pool), new SwitchRepository(pool)];
  const [samples, profiles] = [new LoadRepository(pool), new ProfileRepository(pool)];
  const recorded = new RecordedStreams(placements, streams, contents, profiles);
  // Only the hub hears samples; here the newest is what it wrote down, seconds ago.
  const heard = { newest: () => null };
  return {
    placements: new PlacementService(
      ...([placements, choices, switches, policies, streams, contents, heard, now] as const),
    ),
    policies: new PolicyService(...([policies, placements, streams, contents, now] as const)),
    whatIf: new WhatIfService(recorded, samples, now),
    traces: new TraceService(recorded, samples, now),
  };
}

export type PlacementsBesideHub = ReturnType<typeof placementsBesideHub>;
