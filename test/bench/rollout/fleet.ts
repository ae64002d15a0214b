import { mixSeed, Random } from '@lookout/shared/simulator/random';
import {
  enrolFleet,
  fleetFile,
  newFleet,
} from '../../../cloud-hub/dist/cli/simulate/enrolled-fleet.js';
import { joinHubDatabase } from '../../../cloud-hub/dist/database/hub-database.js';
import { devicesBesideHub } from '../../../cloud-hub/dist/device/devices-beside-hub.js';
import { Device } from '../../../cloud-hub/dist/simulate/device.js';
import { Fleet } from '../../../cloud-hub/dist/simulate/fleet.js';
import { planFleet, type SimulatedDevice } from '../../../cloud-hub/dist/simulate/fleet-plan.js';
import type { FleetReady, FleetState, FleetTask } from './messages.ts';

// The simulated fleet in a process of its own: enrolled, connected, and asked for its state by its parent.
let blockBytes = 0;
let fleet: Fleet | null = null;

process.on('message', (message: FleetTask | 'state') => {
  if (message === 'state') process.send?.(stateOf());
  else
    begin(message).then(
      (ready) => process.send?.(ready),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
});

async function begin(task: FleetTask): Promise<FleetReady> {
  const enrolledAt = performance.now();
  const { plans, secrets } = await enrol(task);
  const connectedAt = performance.now();
  fleet = new Fleet(plans.map((plan) => deviceOf(plan, secrets[plan.id] ?? '', task)));
  await fleet.start(() => undefined);
  // Of ten messages, nine are scores.
  const traffic = { rate: 0.9 * task.rate, alertsPerHour: 0.1 * task.rate * 3_600 };
  fleet.begin({ ...traffic, random: new Random(mixSeed(1, 4)), now: Date.now });
  return {
    ids: plans.map(({ id }) => id),
    enrolSeconds: (connectedAt - enrolledAt) / 1000,
    connectSeconds: (performance.now() - connectedAt) / 1000,
  };
}

async function enrol({ dataDir, devices }: FleetTask) {
  const database = await joinHubDatabase({ database: { kind: 'embedded' }, dataDir });
  const known = newFleet('bench', 10);
  const shares = { fail: 0, silent: 0, corrupt: 0, sleep: 0 };
  const plans = planFleet({ devices, sites: 10, tag: known.tag, seed: 1, shares, hourMs: 1 });
  const file = fleetFile(dataDir, 'bench');
  const { secrets } = await enrolFleet(
    devicesBesideHub(database),
    ...([file, known, plans, () => undefined] as const),
  );
  await database.close();
  return { plans, secrets };
}

const deviceOf = (plan: SimulatedDevice, secret: string, task: FleetTask) =>
  new Device(
    plan,
    secret,
    {
      url: task.brokerUrl,
      subject: { stream: 'loop', channels: [task.channel], windowLength: 10, periodMs: 500 },
      link: { unitsPerBlock: 16, unitsPerRequest: 128, pauseMs: 0 },
      installMs: task.installMs,
      now: Date.now,
      after: (delayMs, act) => {
        const timer = setTimeout(act, delayMs);
        return () => clearTimeout(timer);
      },
      onPhase: () => undefined,
      onBlock: (bytes) => {
        blockBytes += bytes;
      },
    },
    'bench',
  );

function stateOf(): FleetState {
  const counts = fleet?.counts();
  const of = (...phases: ('COMMITTED' | 'FAILED' | 'REJECTED' | 'REVERTED' | 'TIMED_OUT')[]) =>
    phases.reduce((sum, phase) => sum + (counts?.phases.get(phase) ?? 0), 0);
  return {
    online: counts?.online ?? 0,
    committed: of('COMMITTED'),
    failed: of('FAILED', 'REJECTED', 'REVERTED', 'TIMED_OUT'),
    wireBytes: counts?.wireBytes ?? 0,
    blockBytes,
  };
}
