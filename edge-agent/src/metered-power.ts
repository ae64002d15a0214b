import type { JobModel } from '@lookout/shared/profile/timing-job';
import { notMetered, type VariantProfile } from '@lookout/shared/protocol/placement';
import { machineMs } from './detect/profile/metered-runs.ts';
import type { MeteredRuns } from './detect/profile/profile-jobs.ts';
import { type ProfileTools, runProfileJob } from './detect/profile/profile-process.ts';

/** One look at the board's meter; null: it does not answer. */
export interface PowerReading {
  readonly atMs: number;
  readonly milliwatts: number | null;
}

export interface PowerMeter {
  /** What the whole board takes; null where it has no meter. */
  readonly milliwatts: () => number | null;
  /** Nothing loaded, loaded, and at work: each for so long. */
  readonly phaseMs: number;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

type Power = Pick<VariantProfile, 'windowMillijoules' | 'awakeMilliwatts'>;

const readEveryMs = 100;
/** A meter tells the mean of what was, and a GPU takes a moment to fall asleep. */
const settlesMs = 300;
const fewestReadings = 3;

/**
 * What a loaded variant takes of the board while it waits, and for one window at work. It takes three phases, and
 * no time at all where the board has no meter.
 * @throws ProfileError, `signal.reason`
 */
export async function meterPower(
  model: JobModel,
  provider: string,
  { milliwatts, phaseMs, wait }: PowerMeter,
  tools: ProfileTools & { readonly signal: AbortSignal },
): Promise<Power> {
  if (milliwatts() === null) return notMetered;
  const readings: PowerReading[] = [];
  const read = () => readings.push({ atMs: machineMs(), milliwatts: milliwatts() });
  const timer = setInterval(read, readEveryMs);
  try {
    const emptyMs = machineMs();
    await wait(phaseMs + settlesMs, tools.signal);
    const loadMs = machineMs();
    const job = { kind: 'metered', model, provider, threads: 1, seed: 1 } as const;
    const runs = await runProfileJob({ ...job, phaseMs: phaseMs + settlesMs }, 'metered', tools);
    return powerOf(readings, { emptyMs, loadMs, ...runs });
  } finally {
    clearInterval(timer);
  }
}

export interface Phases extends Omit<MeteredRuns, 'kind'> {
  readonly emptyMs: number;
  readonly loadMs: number;
}

/** From readings in the order of time. Unknown where a phase was hardly read, or not all through. */
export function powerOf(readings: readonly PowerReading[], phases: Phases): Power {
  const { emptyMs, loadMs, readyMs, workMs, endMs, runs } = phases;
  const [empty, loaded, atWork] = [
    meanOf(readings, emptyMs, loadMs),
    meanOf(readings, readyMs, workMs),
    meanOf(readings, workMs, endMs),
  ];
  if (empty === null || loaded === null || atWork === null || runs === 0) return notMetered;
  return {
    awakeMilliwatts: Math.max(0, loaded - empty),
    windowMillijoules: Math.max(0, ((atWork - loaded) * (endMs - workMs)) / 1000 / runs),
  };
}

/** mW */
function meanOf(readings: readonly PowerReading[], fromMs: number, toMs: number): number | null {
  let sum = 0;
  let count = 0;
  for (const { atMs, milliwatts } of readings) {
    if (atMs < fromMs + settlesMs || atMs >= toMs) continue;
    if (milliwatts === null) return null;
    sum += milliwatts;
    count += 1;
  }
  return count < fewestReadings ? null : sum / count;
}
