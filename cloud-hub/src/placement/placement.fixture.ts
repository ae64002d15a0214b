import { type Load, unknownMachine } from '@lookout/shared/protocol/load';
import {
  notMetered,
  type PlacementReport,
  type PlacementWish,
  type VariantProfile,
} from '@lookout/shared/protocol/placement';
import type { StreamReport } from '@lookout/shared/protocol/presence';
import type { ReleaseReport } from '@lookout/shared/protocol/release-phase';
import { openTestDatabase } from '../../../test/support/postgres.ts';
import { HubMqttClient } from '../broker/hub-mqtt-client.ts';
import { testConfig } from '../config/config.fixture.ts';
import { DesiredRepository } from '../device/desired.repository.ts';
import { DesiredService } from '../device/desired.service.ts';
import { loadOf, reportedOf } from '../device/device.fixture.ts';
import { DeviceRepository } from '../device/device.repository.ts';
import { devicesBesideHub } from '../device/devices-beside-hub.ts';
import { StreamPlacementRepository } from '../device/stream-placement.repository.ts';
import { StreamPlacements } from '../device/stream-placements.ts';
import { StreamReleaseRepository } from '../device/stream-release.repository.ts';
import { EventBus } from '../event-bus/event-bus.ts';
import { registryBesideHub } from '../model/registry-beside-hub.ts';
import { hubSchema } from '../schema.ts';
import { ChoiceRepository } from './choice.repository.ts';
import { LoadRepository } from './load/load.repository.ts';
import { PlacementRepository } from './placement.repository.ts';
import { PlacementService } from './placement.service.ts';
import { PlacementExecutor } from './placement-executor.ts';
import { PolicyRepository } from './policy/policy.repository.ts';
import { PolicyService } from './policy/policy.service.ts';
import { ProfileRepository } from './profile/profile.repository.ts';
import { ReleaseContents } from './release-contents.ts';
import { SwitchRepository } from './switch.repository.ts';
import { RecordedStreams } from './what-if/recorded-streams.ts';
import { TraceService } from './what-if/trace.service.ts';
import { WhatIfService } from './what-if/what-if.service.ts';

export const bundleOf = { 'cpu-int8': 'c'.repeat(64), 'gpu-fp16': 'e'.repeat(64) };
type Variant = keyof typeof bundleOf;

/** 30 ms on the CPU, 5 ms on the GPU, of 50 ms that ten windows a second allow. */
export const profile = (variant: Variant, part: Partial<VariantProfile> = {}): VariantProfile => ({
  variant,
  bundle: bundleOf[variant],
  provider: variant === 'cpu-int8' ? 'cpu' : 'cuda',
  ...{ measuredAt: 1_000, idle: true, firstRunUs: 900_000, usable: 'yes', auroc: 0.9 },
  ...(variant === 'cpu-int8' ? { p50Us: 29_000, p95Us: 30_000 } : { p50Us: 4_800, p95Us: 5_000 }),
  ...notMetered,
  ...{ peakMemoryBytes: 50_000_000, detail: 'as measured' },
  ...part,
});

export const onCpu = { variant: 'cpu-int8', provider: 'cpu' } as const;
export const onGpu = { variant: 'gpu-fp16', provider: 'cuda' } as const;

export const placementReport = (part: Partial<PlacementReport> = {}): PlacementReport => ({
  ...{ number: 0, release: null, by: 'install', since: 1_000, missing: [], lastSwitch: null },
  ...{ switches: 0, retryAt: null },
  running: { ...onCpu, code: 'unprofiled', reason: 'Installed.' },
  profiles: [profile('cpu-int8'), profile('gpu-fp16')],
  ...part,
});

export const releaseReport = (part: Partial<ReleaseReport> = {}): ReleaseReport => ({
  ...{ sequence: 1, release: null, variant: 'cpu-int8', phase: 'COMMITTED', since: 1_000 },
  ...{ held: false, haveBytes: 1, totalBytes: 1, reason: null, figures: null, good: null },
  ...part,
});

/** A machine with a GPU that others use so much of. */
export const machineLoad = (at: number, gpuPercent: number, part: Partial<Load> = {}): Load => ({
  ...unknownMachine,
  ...loadOf(20),
  ...{ at, otherCpuPercent: 10, cpuOnline: 4, gpuPercent, headroomC: 30, criticalHeadroomC: 50 },
  ...{ memoryUsedBytes: 1e9, memoryTotalBytes: 8e9 },
  ...part,
});

/** The placement room on a real database, without a hub around it: as many hubs as wanted, and a clock by hand. */
export async function openPlacements() {
  const database = await openTestDatabase(hubSchema);
  const { pool } = database;
  const clock = { now: Date.parse('2026-11-24T12:00:00Z') };
  const now = () => clock.now;
  const devices = new DeviceRepository(database.dataSource, pool);
  const streams = new StreamPlacements(new StreamPlacementRepository(), now);
  const [placements, choices] = [new PlacementRepository(pool), new ChoiceRepository(pool)];
  const policies = new PolicyRepository(pool);
  const contents = () =>
    new ReleaseContents(registryBesideHub(database, { assignmentKeyFile: null }).registry);
  const switches = new SwitchRepository(pool);
  const [samples, profiles] = [new LoadRepository(pool), new ProfileRepository(pool)];
  const recorded = new RecordedStreams(placements, streams, contents(), profiles);
  const heardNothing = { newest: () => null };
  let reports = 0;

  return {
    ...{ pool, clock, policies, choices, switches, placements, streams },
    service: new PlacementService(
      ...([
        placements,
        choices,
        switches,
        policies,
        streams,
        contents(),
        heardNothing,
        now,
      ] as const),
    ),
    policyService: new PolicyService(
      ...([policies, placements, streams, contents(), now] as const),
    ),
    ...{ samples, profiles },
    whatIf: new WhatIfService(recorded, samples, now),
    traces: new TraceService(recorded, samples, now),
    /** A hub whose line to the broker is down: what it commits is not published. */
    hub(): PlacementExecutor {
      const bus = new EventBus();
      const line = new HubMqttClient(testConfig({}));
      const desired = new DesiredService(
        ...([
          new DesiredRepository(pool),
          new StreamReleaseRepository(pool),
          line,
          bus,
          now,
        ] as const),
      );
      return new PlacementExecutor(
        ...([placements, choices, policies, streams, contents(), desired, bus, now] as const),
      );
    },
    async enrol(id: string, site = 'plant', labels: Readonly<Record<string, string>> = {}) {
      await devicesBesideHub(database).enrolment.enrol({ id, site, labels });
    },
    /** The device tells what its stream `loop` runs. */
    async report(
      id: string,
      placement: PlacementReport | null,
      part: Partial<StreamReport> = {},
    ): Promise<void> {
      const stream = { name: 'loop', periodMs: 100, placement, ...part };
      await devices.saveReported(id, reportedOf([stream], { at: ++reports }), {
        ...{ receivedAt: clock.now, isLive: true },
      });
    },
    async wishOf(id: string): Promise<PlacementWish | null> {
      const { rows } = await pool.query<{ wish: PlacementWish | null }>(
        `SELECT document->'streams'->'loop'->'placement' AS wish FROM desired WHERE device = $1`,
        [id],
      );
      return rows[0]?.wish ?? null;
    },
    async generationOf(id: string): Promise<number> {
      const { rows } = await pool.query<{ generation: number }>(
        'SELECT generation FROM desired WHERE device = $1',
        [id],
      );
      return rows[0]?.generation ?? 0;
    },
    close: () => database.close(),
  };
}

export type PlacementRooms = Awaited<ReturnType<typeof openPlacements>>;

/** A device that follows at once, a load sample every five seconds, and the hubs that hear it. */
export async function live(
  rooms: PlacementRooms,
  id: string,
  hubs: readonly PlacementExecutor[],
  gpuPercent: readonly number[],
): Promise<void> {
  for (const percent of gpuPercent) {
    rooms.clock.now += 5_000;
    const ask = { device: id, isForced: false, load: machineLoad(rooms.clock.now, percent) };
    await Promise.all(hubs.map((hub) => hub.decide([ask])));
    const wish = await rooms.wishOf(id);
    if (wish !== null && wish.choice !== null)
      await rooms.report(
        id,
        placementReport({ number: wish.number, running: wish.choice, by: 'hub' }),
      );
  }
}
