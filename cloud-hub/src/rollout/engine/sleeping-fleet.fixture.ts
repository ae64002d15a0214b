import { backgroundOf } from './absence.ts';
import { graceOf } from './deadlines.ts';
import type { AbsenceHabit, Member } from './rollout-state.ts';
import {
  hour,
  memberOf,
  minute,
  noon,
  planOf,
  Simulation,
  snapshotOf,
  toldOf,
} from './simulate.fixture.ts';
import { quantile } from './statistics.ts';

// A fleet of which a fifth sleeps for hours every day, and the others drop out now and then; and a release that
// takes some of them down for good. What does the engine make of it?

const day = 24 * hour;
const tickMs = 5 * minute;

export interface FleetModel {
  readonly devices: number;
  /** Away for 4 to 9 hours every day, each at its own time. */
  readonly sleeping: number;
  /** Or, where given, all of them at this time of day, from midnight UTC. */
  readonly bedtimeMs?: number;
  /** Fall silent because of the release, some time between taking it up and committing. */
  readonly harmed: number;
  /** Or, where given, within so many hours in which they are online afterwards. */
  readonly harmedWithinHours?: number;
  /** Absences of the others per day; half of them last for more than 10 minutes, one in 20 for more than 2 hours. */
  readonly dropsPerDay: number;
  /** So long the hub has known the devices. */
  readonly historyDays: number;
  /** Without: all at once, nobody is left to compare with. */
  readonly waves: boolean;
}

/** Uniform in [0, 1) (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const gaussian = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Absences [from, to) over the history and the days of the rollout. */
function absencesOf(
  sleeps: boolean,
  { dropsPerDay, bedtimeMs }: FleetModel,
  random: () => number,
): [number, number][] {
  const [begin, end] = [noon - 30 * day, noon + 3 * day];
  const absences: [number, number][] = [];
  if (sleeps) {
    // The history begins at noon.
    const phase = bedtimeMs === undefined ? random() * day : bedtimeMs - 12 * hour;
    const usual = (4 + 5 * random()) * hour;
    for (let at = begin - day + phase; at < end; at += day) {
      const from = at + 0.5 * hour * gaussian(random);
      absences.push([from, from + usual * Math.exp(0.15 * gaussian(random))]);
    }
    return absences;
  }
  let at = begin;
  for (;;) {
    at += (-Math.log(1 - random()) * day) / dropsPerDay;
    if (at >= end) return absences;
    const lengthMs = 10 * minute * Math.exp(1.5 * gaussian(random));
    absences.push([at, at + lengthMs]);
    at += lengthMs;
  }
}

function habitOf(absences: readonly [number, number][], historyMs: number): AbsenceHabit {
  const lengths = absences
    .filter(([from, to]) => from > noon - historyMs && to < noon)
    .map(([from, to]) => to - from);
  const away = lengths.reduce((sum, ms) => sum + ms, 0);
  return {
    count: lengths.length,
    p95Ms: quantile(lengths, 0.95) ?? 0,
    longestMs: lengths.length === 0 ? 0 : Math.max(...lengths),
    share: historyMs === 0 ? 0 : away / historyMs,
    knownMs: historyMs,
  };
}

interface Device {
  readonly name: string;
  readonly sleeps: boolean;
  readonly harmed: boolean;
  readonly absences: readonly [number, number][];
  /** Time online that the download and the rest take, and after how much of it a harmed one dies. */
  readonly downloadMs: number;
  readonly installMs: number;
  readonly diesAfterMs: number;
  workedMs: number;
  /** When it was online last. */
  seenAt: number;
  dead: boolean;
}

function fleetOf(model: FleetModel, random: () => number): Device[] {
  const { devices, sleeping, harmed, harmedWithinHours } = model;
  return Array.from({ length: devices }, (_, i) => {
    const sleeps = i < devices * sleeping;
    const [downloadMs, installMs] = [(2 + 8 * random()) * minute, (5 + 15 * random()) * minute];
    return {
      ...{ name: `d${String(i).padStart(4, '0')}`, sleeps, harmed: random() < harmed },
      absences: absencesOf(sleeps, model, random),
      ...{ downloadMs, installMs },
      diesAfterMs:
        harmedWithinHours === undefined
          ? random() * (downloadMs + installMs)
          : downloadMs + installMs + random() * harmedWithinHours * hour,
      ...{ workedMs: 0, seenAt: noon - hour, dead: false },
    };
  });
}

const isAway = ({ absences }: Device, at: number): boolean =>
  absences.some(([from, to]) => from <= at && at < to);

const inWaves = planOf({
  waves: [
    { name: 'canary', members: { kind: 'percent', percent: 1 }, soakMs: hour },
    { name: 'tenth', members: { kind: 'percent', percent: 10 }, soakMs: 2 * hour, minSample: 20 },
    { name: 'rest', members: { kind: 'rest' }, minSample: 50 },
  ],
});

/** One tick of one device that has an assignment: it works while it is online, and may die of it. */
function work(device: Device, member: Member, now: number): Partial<Member> {
  if (device.dead) return { online: false };
  const online = !isAway(device, now);
  if (online) device.seenAt = now;
  const presence = { online, lastSeenAt: device.seenAt };
  if (!online || member.sequence === null || member.hold) return presence;
  device.workedMs += tickMs;
  const { workedMs, downloadMs, installMs } = device;
  device.dead = device.harmed && workedMs >= device.diesAfterMs + tickMs;
  const phase =
    workedMs < downloadMs
      ? 'DOWNLOADING'
      : workedMs < downloadMs + installMs
        ? 'SHADOW'
        : 'COMMITTED';
  const told = member.told?.phase === phase ? member.told : toldOf(phase, now);
  return device.dead
    ? { ...presence, told: member.told ?? toldOf('OFFERED', now) }
    : { ...presence, told };
}

export interface Outcome {
  readonly state: string;
  readonly reason: string;
  /** Until it halted or was over. */
  readonly hours: number;
  readonly hoursToSuccess: number | null;
  /** Devices that had been assigned the release by then, and that it had taken down. */
  readonly touched: number;
  readonly dead: number;
  /** Sleepers that were called failed or silent at any time. */
  readonly sleepersBlamed: number;
  readonly succeeded: number;
}

const isOn = ({ snapshot, decision }: Simulation): boolean =>
  snapshot.state !== 'HALTED' && !(snapshot.state === 'SUCCEEDED' && !decision.open);

/** One rollout over such a fleet, until it halts or nobody is awaited any more, two days at most. */
export function rollOut(model: FleetModel, seed: number): Outcome {
  const random = randomOf(seed);
  const plan = model.waves ? inWaves : planOf();
  const fleet = fleetOf(model, random);
  const order = fleet.map((device) => ({ device, at: random() })).sort((a, b) => a.at - b.at);
  const there = [
    ...order.filter(({ device }) => !isAway(device, noon)),
    ...order.filter(({ device }) => isAway(device, noon)),
  ];
  const waveOf = (rank: number) =>
    !model.waves ? 0 : rank < model.devices / 100 ? 0 : rank < (model.devices * 11) / 100 ? 1 : 2;
  const members = there.map(({ device }, rank) =>
    memberOf(device.name, {
      wave: waveOf(rank),
      habit: habitOf(device.absences, model.historyDays * day),
      online: !isAway(device, noon),
      lastSeenAt: device.seenAt,
    }),
  );
  const byName = new Map(fleet.map((device) => [device.name, device]));
  const blamed = new Set<string>();
  const rollout = new Simulation(snapshotOf({ plan, members }), noon);
  let succeededAt: number | null = null;
  while (isOn(rollout) && rollout.now < noon + 2 * day) {
    rollout.now += tickMs;
    const peers = rollout.snapshot.members.filter(({ state }) => state === 'waiting');
    const background = backgroundOf(peers, noon, rollout.now, graceOf(plan));
    rollout.snapshot = { ...rollout.snapshot, background };
    rollout.news((member) => {
      const device = byName.get(member.device);
      return device === undefined ? null : work(device, member, rollout.now);
    });
    if (rollout.snapshot.state === 'SUCCEEDED') succeededAt ??= rollout.now;
    for (const { device, state } of rollout.snapshot.members)
      if (
        (state === 'silent' || state === 'failed') &&
        byName.get(device)?.sleeps &&
        !byName.get(device)?.dead
      )
        blamed.add(device);
  }
  const states = rollout.snapshot.members;
  return {
    state: rollout.snapshot.state,
    reason: rollout.reasons.at(-1) ?? '',
    hours: (rollout.now - noon) / hour,
    hoursToSuccess: succeededAt === null ? null : (succeededAt - noon) / hour,
    touched: states.filter(({ sequence }) => sequence !== null).length,
    dead: fleet.filter(({ dead }) => dead).length,
    sleepersBlamed: blamed.size,
    succeeded: states.filter(({ state }) => state === 'succeeded').length,
  };
}
