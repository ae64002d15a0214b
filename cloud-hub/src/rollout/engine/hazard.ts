import { graceOf } from './deadlines.ts';
import type { RolloutSnapshot } from './rollout-state.ts';
import { gammaPoissonAtMost, gammaPoissonUpperTail } from './statistics.ts';

/** How often devices that nobody touches fall silent: so many in so much time of theirs, as a Gamma(events, time). */
export interface Hazard {
  readonly events: number;
  readonly deviceMs: number;
}

/** Assumed until it is seen: one of 200 devices in an hour. */
const assumed: Hazard = { events: 1, deviceMs: 200 * 3_600_000 };
/** A measurement of other hours than the present stands for less. */
const olderCounts = 0.5;

/**
 * From devices that this rollout had not touched, during the same hours: now, or when a wave began, whichever rests
 * on more time. Silence shows only when its grace is over, so the last hour of the control group tells nothing yet.
 */
export function hazardOf({ background, waves, plan }: RolloutSnapshot, now: number): Hazard {
  const begunAt = waves[0]?.startedAt ?? now;
  const observedMs = (until: number) => Math.max(0, until - graceOf(plan) - begunAt);
  const seen = waves.reduce<Hazard>(
    (best, { background: then, startedAt }) => {
      if (then === null || startedAt === null) return best;
      const deviceMs = olderCounts * then.devices * observedMs(startedAt);
      return deviceMs > best.deviceMs ? { events: olderCounts * then.silent, deviceMs } : best;
    },
    { events: background.silent, deviceMs: background.devices * observedMs(now) },
  );
  return {
    events: assumed.events + seen.events,
    deviceMs: assumed.deviceMs + seen.deviceMs,
  };
}

/** So many are usual of members that were there for `deviceMs` in all. */
export const expectedSilent = ({ events, deviceMs }: Hazard, forMs: number): number =>
  (events * forMs) / deviceMs;

/** Chance of at least so many, by what is usual. */
export const silentByChance = (silent: number, { events, deviceMs }: Hazard, forMs: number) =>
  gammaPoissonUpperTail(silent, events, forMs / deviceMs);

/** The most that may fall silent before chance explains it less often than `chance`. */
export const silentAtMost = ({ events, deviceMs }: Hazard, forMs: number, chance: number) =>
  gammaPoissonAtMost(events, forMs / deviceMs, chance);
