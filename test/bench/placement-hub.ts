import { type Load, unknownMachine } from '@lookout/shared/protocol/load';
import {
  notMetered,
  PlacementPolicy,
  type SwitchReport,
  type VariantProfile,
} from '@lookout/shared/protocol/placement';
import { DeviceRegistry } from '../../cloud-hub/dist/device/device-registry.js';
import { LoadRepository } from '../../cloud-hub/dist/placement/load/load.repository.js';
import { slotMs, storedLoad, withSample } from '../../cloud-hub/dist/placement/load/load-slot.js';
import { PlacementService } from '../../cloud-hub/dist/placement/placement.service.js';
import { PlacementExecutor } from '../../cloud-hub/dist/placement/placement-executor.js';
import { SwitchRepository } from '../../cloud-hub/dist/placement/switch.repository.js';
import { WhatIfService } from '../../cloud-hub/dist/placement/what-if/what-if.service.js';
import { startBareHub } from './bare-hub.ts';

export interface PlacementHubBench {
  readonly what: string;
  readonly figure: number;
  readonly unit: string;
}

const devices = Array.from({ length: 100 }, (_, i) => `device-${i}`);
const rounds = 30;
const hourMs = 3_600_000;
const switchesKept = devices.length * 6 * 7 * 24;
/** Of 1,000 devices that tell their load every 5 s. */
const samplesPerSecond = 200;

/** What placement costs the hub: deciding, keeping load, and replaying a day of it. */
export async function benchPlacementHub(): Promise<PlacementHubBench[]> {
  const hub = await startHub();
  try {
    const decisionsPerSecond = await decide(hub);
    const rowsPerSecond = await store(hub);
    const { seconds, samples } = await whatIf(hub);
    const mapMs = await timed(() => hub.service.entries());
    const switchesPerSecond = await keepSwitches(hub);
    const to = Date.now();
    const hoursMs = await timed(() => hub.service.switchRate(to - 7 * 24 * hourMs, to));
    return [
      { what: 'streams decided on', figure: Math.round(decisionsPerSecond), unit: '1/s' },
      {
        what: 'of one core, for 1,000 devices',
        figure: round((100 * samplesPerSecond) / decisionsPerSecond),
        unit: '%',
      },
      { what: 'half minutes of load stored', figure: Math.round(rowsPerSecond), unit: '1/s' },
      { what: 'what-if over 24 h of 100 devices', figure: round(seconds), unit: 's' },
      { what: '... half minutes replayed', figure: samples, unit: '' },
      { what: 'fleet map of 100 streams', figure: round(mapMs), unit: 'ms' },
      { what: 'switches kept', figure: Math.round(switchesPerSecond), unit: '1/s' },
      {
        what: `${switchesKept} switches of 7 days by the hour`,
        figure: round(hoursMs),
        unit: 'ms',
      },
    ];
  } finally {
    await hub.stop();
  }
}

const round = (value: number): number => Number(value.toPrecision(3));

async function timed(work: () => Promise<unknown>): Promise<number> {
  const beganAt = performance.now();
  await work();
  return performance.now() - beganAt;
}

type Hub = Awaited<ReturnType<typeof startHub>>;

async function startHub() {
  const { app, pool, stop } = await startBareHub();
  const registry = app.get(DeviceRegistry, { strict: false });
  for (const id of devices) await registry.enrol({ id, site: 'bench', labels: {} });
  await pool.query('UPDATE devices SET reported = $1', [reported()]);
  return {
    executor: app.get(PlacementExecutor, { strict: false }),
    samples: app.get(LoadRepository, { strict: false }),
    service: app.get(PlacementService, { strict: false }),
    switches: app.get(SwitchRepository, { strict: false }),
    whatIf: app.get(WhatIfService, { strict: false }),
    stop,
  };
}

const profile = (variant: string, provider: string, p95Us: number): VariantProfile => ({
  ...{ variant, provider, bundle: 'a'.repeat(64), measuredAt: 1, idle: true, usable: 'yes' },
  ...notMetered,
  ...{ p50Us: 0.9 * p95Us, p95Us, firstRunUs: 1e6, peakMemoryBytes: 5e7, detail: '', auroc: 0.9 },
});

function reported() {
  const running = { variant: 'gpu-fp16', provider: 'cuda', code: 'faster', reason: '' };
  const placement = {
    ...{ number: 0, release: null, running, by: 'hub', since: 1, missing: [], lastSwitch: null },
    profiles: [profile('cpu-int8', 'cpu', 30_000), profile('gpu-fp16', 'cuda', 5_000)],
    ...{ switches: 0, retryAt: null },
  };
  const capabilities = { providers: ['cuda', 'cpu'], cpuCount: 4, memoryBytes: 8e9, arch: 'arm64' };
  const stream = { name: 'loop', periodMs: 100, variant: 'gpu-fp16', provider: 'cuda' };
  return {
    ...{ observedGeneration: 0, at: 1, capabilities },
    streams: [{ ...stream, channels: [], release: null, placement }],
  };
}

function loadAt(at: number, gpuPercent: number): Load {
  const own = { stream: 'loop', variant: 'gpu-fp16', provider: 'cuda', windows: 50 };
  return {
    ...unknownMachine,
    ...{ at, cpuPercent: 20, otherCpuPercent: 10, cpuOnline: 4, gpuPercent, headroomC: 30 },
    ...{ memoryUsedBytes: 1e9, memoryTotalBytes: 8e9, temperatureC: 50, diskFreeBytes: null },
    ...{ inferenceP50Us: 5_000, inferenceP95Us: 5_500, criticalHeadroomC: 40 },
    outbox: { eventRecords: 0, scoreRecords: 0, bytes: 0, oldestAt: null },
    streams: [{ ...own, p50Us: 5_000, p95Us: 5_500, lagP95Us: 6_000 }],
  };
}

async function decide({ executor }: Hub): Promise<number> {
  const asks = () => {
    const load = loadAt(Date.now(), 20);
    return devices.map((device) => ({ device, load, isForced: true }));
  };
  for (let i = 0; i < 3; i += 1) await executor.decide(asks());
  const ms = await timed(async () => {
    for (let i = 0; i < rounds; i += 1) await executor.decide(asks());
  });
  return (1000 * rounds * devices.length) / ms;
}

async function store({ samples }: Hub): Promise<number> {
  const to = Math.floor(Date.now() / slotMs) * slotMs;
  const count = (24 * hourMs) / slotMs - 1;
  const rows = devices.flatMap((device, d) =>
    Array.from({ length: count }, (_, i) => {
      const at = to - (count - i) * slotMs;
      const load = loadAt(at, 100 * Math.abs(Math.sin(i / 40 + d)));
      return { device, at, load: storedLoad(withSample(null, load, at)) };
    }),
  );
  const ms = await timed(() => samples.insert(rows));
  return (1000 * rows.length) / ms;
}

/** A week of six an hour of each device. */
async function keepSwitches({ switches }: Hub): Promise<number> {
  const now = Date.now();
  const sample: SwitchReport = {
    ...{ at: now, from: { variant: 'cpu-int8', provider: 'cpu' }, by: 'hub', code: 'gpuBusy' },
    ...{ to: { variant: 'gpu-fp16', provider: 'cuda' }, reason: 'Others use 95 % of the GPU.' },
    ...{ windows: 20, agreement: 1, maxScoreDifference: 0.01, tookMs: 300 },
  };
  const ms = await timed(async () => {
    for (let i = 0; i < switchesKept / devices.length; i += 1) {
      const report = { ...sample, at: now - i * (hourMs / 6) };
      await switches.add(
        devices.map((device) => ({ device, stream: 'loop', report, correctedAt: report.at })),
      );
    }
  });
  return (1000 * switchesKept) / ms;
}

async function whatIf(hub: Hub): Promise<{ seconds: number; samples: number }> {
  const request = {
    ...{ policy: PlacementPolicy.parse({}), scope: { kind: 'fleet' } as const, hours: 24 },
  };
  const beganAt = performance.now();
  const { samples } = await hub.whatIf.ask(request);
  return { seconds: (performance.now() - beganAt) / 1000, samples };
}
