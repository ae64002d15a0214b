import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readManifest } from '@lookout/shared/bundle/read-bundle';
import { rowsOf } from '@lookout/shared/detector/window-size';
import { maxUnitsPerBlock, unitBytes } from '@lookout/shared/protocol/blocks';
import { loopChannels } from '@lookout/shared/simulator/loop-channels';
import { mixSeed, Random } from '@lookout/shared/simulator/random';
import { deviceBrokerUrl } from '../../device/device-broker-url.ts';
import { devicesBesideHub } from '../../device/devices-beside-hub.ts';
import { Device } from '../../simulate/device.ts';
import type { Link } from '../../simulate/download.ts';
import { Fleet } from '../../simulate/fleet.ts';
import { planFleet, type SimulatedDevice } from '../../simulate/fleet-plan.ts';
import type { Subject } from '../../simulate/subject.ts';
import { besideHub } from '../beside-hub.ts';
import { demoPeriodMs } from '../demo/fleet.ts';
import { usageError } from '../exit.ts';
import { Progress } from '../progress.ts';
import { stopSignal } from '../stop-signal.ts';
import { enrolFleet, fleetFile, newFleet, readFleet } from './enrolled-fleet.ts';
import { fleetDocument, fleetTable, statusLine } from './fleet-report.ts';
import type { SimulateFleetOptions } from './simulate.ts';

/** Requests of this size go out where no slower link is wanted. */
const fastUnitsPerRequest = 128;
const shownEveryMs = 5_000;

interface Enrolled {
  readonly plans: readonly SimulatedDevice[];
  readonly secrets: Readonly<Record<string, string>>;
  readonly url: string;
}

export async function simulateFleet(options: SimulateFleetOptions): Promise<void> {
  const subject = options.like === undefined ? demoSubject : await subjectOf(options.like);
  // Before anything is enrolled: whoever stops it then gets its secrets written all the same.
  const stopped = stopSignal();
  const { plans, secrets, url } = await enrolled(options);
  let blockBytes = 0;
  const run = Date.now().toString(36);
  const fleet = new Fleet(
    plans.map((plan) => {
      const around = {
        ...{ url, subject, link: linkOf(options.link), installMs: options.install * 1000 },
        loadEveryMs: options.load * 1000,
        ...{ now: Date.now, after: afterwards, onPhase: () => undefined },
        onBlock: (bytes: number) => {
          blockBytes += bytes;
        },
      };
      return new Device(plan, secrets[plan.id] ?? '', around, run);
    }),
  );
  await connect(fleet, url);
  const random = new Random(mixSeed(options.seed, 4));
  const { rate, alerts: alertsPerHour } = options;
  fleet.begin({ rate, alertsPerHour, random, now: Date.now });
  await watch(fleet, stopped, options.for);
  const counts = fleet.counts();
  await fleet.stop();
  const text = options.json
    ? JSON.stringify(fleetDocument(counts, blockBytes), null, 2)
    : fleetTable(counts, blockBytes);
  process.stdout.write(`${text}\n`);
}

function enrolled(options: SimulateFleetOptions): Promise<Enrolled> {
  return besideHub(async (database, config) => {
    const file = fleetFile(config.dataDir, options.name);
    const known = (await readFleet(file)) ?? newFleet(options.name, options.sites);
    const { fail, silent, corrupt, sleep, gpu, gpuTrouble, devices, seed } = options;
    if (options.load < 1) throw usageError('--load: expected a second at least');
    if (fail + silent + corrupt > 1)
      throw usageError('--fail, --silent and --corrupt together are more than the whole fleet');
    const plans = planFleet({
      ...{ devices, seed, tag: known.tag, sites: known.sites, hourMs: options.hour * 1000 },
      shares: { fail, silent, corrupt, sleep, gpu, gpuTrouble },
    });
    const progress = new Progress('Enrolling devices', process.stderr, Date.now);
    const { secrets } = await enrolFleet(devicesBesideHub(database), file, known, plans, (done) =>
      progress.update(done / devices, `${done}`),
    );
    progress.finish();
    return { plans, secrets, url: options.hub ?? deviceBrokerUrl(config, null) };
  });
}

async function connect(fleet: Fleet, url: string): Promise<void> {
  const progress = new Progress(`Connecting to ${url}`, process.stderr, Date.now);
  await fleet.start((tried) => progress.update(tried / fleet.devices.length, `${tried} tried`));
  progress.finish();
  const { online, asleep, devices } = fleet.counts();
  const note = online + asleep < devices ? '; the others try again until they are let in' : '';
  if (online === 0 && asleep < devices)
    process.stderr.write(
      `Nobody was let in at ${url}: does the hub run, and is that its port? --hub and LOOKOUT_MQTT_PORT set another.\n`,
    );
  process.stderr.write(`${online} of ${devices} devices are online, ${asleep} asleep${note}\n`);
}

async function watch(
  fleet: Fleet,
  stopped: Promise<unknown>,
  seconds: number | undefined,
): Promise<void> {
  const ended = new AbortController();
  const { signal } = ended;
  const end = () => ended.abort();
  void stopped.then(end);
  if (seconds !== undefined) void delay(seconds * 1000, undefined, { signal }).then(end, end);
  for (let before = ''; !signal.aborted; ) {
    const line = statusLine(fleet.counts());
    if (line !== before) process.stderr.write(`${line}\n`);
    before = line;
    await delay(shownEveryMs, undefined, { signal }).catch(() => undefined);
  }
}

/** About a second of the link at a time, and a second between. */
function linkOf(kbitPerSecond: number | undefined): Link {
  if (kbitPerSecond === undefined)
    return {
      ...{ unitsPerBlock: maxUnitsPerBlock, unitsPerRequest: fastUnitsPerRequest, pauseMs: 0 },
    };
  const units = Math.max(1, Math.round((kbitPerSecond * 125) / unitBytes));
  const unitsPerBlock = Math.min(maxUnitsPerBlock, units);
  const pauseMs = Math.round((units * unitBytes) / (kbitPerSecond / 8));
  return { unitsPerBlock, unitsPerRequest: Math.min(fastUnitsPerRequest, units), pauseMs };
}

const demoSubject: Subject = {
  stream: 'loop',
  channels: loopChannels.map(({ name, unit }) => ({ name, unit })),
  windowLength: 10,
  periodMs: demoPeriodMs,
};

/** @throws BundleError, Error of the file system */
async function subjectOf(bundleDir: string): Promise<Subject> {
  const { input } = readManifest(await readFile(join(bundleDir, 'manifest.json')));
  const channels = input.channels.map(({ name, unit }) => ({ name, unit }));
  return { stream: 'loop', channels, windowLength: rowsOf(input), periodMs: input.periodMs };
}

function afterwards(delayMs: number, act: () => void): () => void {
  const timer = setTimeout(act, delayMs);
  return () => clearTimeout(timer);
}
