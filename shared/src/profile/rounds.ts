import { median, relativeWidth, speedUpOf } from './statistics.ts';

/** One thing that is timed against others: a model at a batch size. */
export interface Timed {
  /** The index of what it is compared with; its own index for a reference. */
  readonly reference: number;
  run(): Promise<unknown>;
}

export interface RoundLimits {
  readonly minRounds: number;
  readonly maxRounds: number;
  /** No further round begins after so long. */
  readonly maxMs: number;
  /** About so long one is run before it is the next one's turn. */
  readonly visitMs: number;
  readonly maxRunsPerVisit: number;
  /** About so long it sleeps before each visit, as between two windows; 0: one run after another. */
  readonly pauseMs: number;
  /** Enough when every ratio's 95 % interval is narrower than this share of it; 0 never is. */
  readonly narrowTo: number;
}

export const defaultRoundLimits: RoundLimits = {
  minRounds: 12,
  maxRounds: 400,
  maxMs: 10_000,
  visitMs: 4,
  maxRunsPerVisit: 64,
  pauseMs: 0,
  narrowTo: 0,
};

export interface RoundTimes {
  readonly firstRunMs: number;
  /** Every run after the first ones, in order. */
  readonly runsMs: readonly number[];
  /** The median of each round's runs. */
  readonly roundsMs: readonly number[];
}

export interface RoundTools {
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly pause: (ms: number) => Promise<void>;
  /** Before the first run of each, and when a second or more has gone by since the last word. */
  readonly say: (doing: { readonly first: number } | { readonly round: number }) => Promise<void>;
}

const warmUpRuns = 2;
const sayEveryMs = 1_000;

/**
 * Times things against each other: in every round each is run a few times, in an order drawn anew, so
 * that neither a busy spell of the machine nor the neighbour in the cache weighs on one of them alone.
 */
export async function timeRounds(
  timed: readonly Timed[],
  limits: RoundLimits,
  tools: RoundTools,
): Promise<RoundTimes[]> {
  const { now, random, pause, say } = tools;
  const times = [];
  for (const [first, { run }] of timed.entries()) {
    await say({ first });
    const firstRunMs = await clock(run, now);
    let warmMs = firstRunMs;
    for (let i = 0; i < warmUpRuns; i += 1) warmMs = Math.min(warmMs, await clock(run, now));
    const runs = Math.round(limits.visitMs / Math.max(warmMs, 1e-3));
    const perVisit = Math.max(1, Math.min(limits.maxRunsPerVisit, runs));
    times.push({ firstRunMs, perVisit, runsMs: [] as number[], roundsMs: [] as number[] });
  }
  const startedAt = now();
  let saidAt = startedAt;
  for (let round = 0; round < limits.maxRounds; round += 1) {
    for (const i of shuffled(timed.length, random)) {
      const [one, result] = [timed[i], times[i]];
      if (one === undefined || result === undefined) continue;
      if (now() - saidAt > sayEveryMs) {
        await say({ round });
        saidAt = now();
      }
      // Uneven, or it would beat with the kernel's clock.
      if (limits.pauseMs > 0) await pause(limits.pauseMs * (0.5 + random()));
      const visit: number[] = [];
      for (let run = 0; run < result.perVisit; run += 1) visit.push(await clock(one.run, now));
      result.runsMs.push(...visit);
      result.roundsMs.push(median(visit));
    }
    if (now() - startedAt >= limits.maxMs) break;
    if (round + 1 >= limits.minRounds && isNarrow(timed, times, limits.narrowTo)) break;
  }
  return times;
}

function isNarrow(
  timed: readonly Timed[],
  times: readonly Pick<RoundTimes, 'roundsMs'>[],
  narrowTo: number,
): boolean {
  if (narrowTo <= 0) return false;
  return timed.every(({ reference }, i) => {
    const [own, others] = [times[i]?.roundsMs, times[reference]?.roundsMs];
    if (reference === i || own === undefined || others === undefined) return true;
    return relativeWidth(speedUpOf(own, others)) <= narrowTo;
  });
}

async function clock(run: () => Promise<unknown>, now: () => number): Promise<number> {
  const startedAt = now();
  await run();
  return now() - startedAt;
}

/** 0 … count - 1 in an order drawn at random (Fisher and Yates). */
export function shuffled(count: number, random: () => number): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0];
  }
  return order;
}
