import { HubMqttClient } from '../broker/hub-mqtt-client.ts';
import { testConfig } from '../config/config.fixture.ts';
import type { OpenDatabase } from '../database/open-database.ts';
import { DesiredRepository } from '../device/desired.repository.ts';
import { DesiredService } from '../device/desired.service.ts';
import { standingsBesideHub } from '../device/standing.service.ts';
import { StreamReleaseRepository } from '../device/stream-release.repository.ts';
import { EventBus } from '../event-bus/event-bus.ts';
import { registryBesideHub } from '../model/registry-beside-hub.ts';
import { CarryOut } from './carry-out.ts';
import { MemberDraw } from './member-draw.ts';
import { PlacingRepository } from './placing.repository.ts';
import { RolloutRepository } from './rollout.repository.ts';
import { RolloutExecutor } from './rollout-executor.ts';
import { RolloutReader } from './rollout-reader.ts';
import { StepsRepository } from './steps.repository.ts';

/**
 * The executor of another hub, whose line to the broker is down: nothing that it commits is published, as when a
 * hub dies at that instant.
 */
export function secondExecutor(database: Pick<OpenDatabase, 'pool'>): RolloutExecutor {
  const { pool } = database;
  const rooms = registryBesideHub(database, { assignmentKeyFile: null });
  const [bus, steps, rollouts] = [
    new EventBus(),
    new StepsRepository(),
    new RolloutRepository(pool),
  ];
  const line = new HubMqttClient(testConfig({}));
  const releases = new StreamReleaseRepository(pool);
  const desired = new DesiredService(new DesiredRepository(pool), releases, line, bus, Date.now);
  const carryOut = new CarryOut(
    ...([rollouts, steps, desired, rooms.registry, rooms.signer, Date.now] as const),
  );
  const standings = standingsBesideHub();
  const reader = new RolloutReader(rollouts, standings);
  const draw = new MemberDraw(rollouts, standings, new PlacingRepository());
  return new RolloutExecutor(
    ...([rollouts, reader, draw, steps, carryOut, desired, bus, Date.now] as const),
  );
}
