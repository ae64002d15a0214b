import { z } from 'zod';
import { levelAt } from '../calibration.ts';
import { levelUnit, type ScoreShape } from './asset-fit.ts';

/** By how much a level has moved from where the calibration puts it. */
export const AdaptiveLevel = z.object({
  lift: z.number(),
  /** By how much it may rise at present, in units of `levelUnit`. */
  credit: z.number().min(0),
  /** Of the last 20 windows, those above the level: one bit each, the newest the lowest. */
  recent: z.int().min(0),
});
export type AdaptiveLevel = z.infer<typeof AdaptiveLevel>;

const recentWindows = 20;
const recentMask = 2 ** recentWindows - 1;

/** Per window, in units of `levelUnit`: a fifth of a unit in the time in which the budget lets one alarm pass. */
const gain = 0.02;
/**
 * Drift is slow and faults are not: in the time of one alarm (a day, at one a day) the level rises by half a
 * unit at most, and by a quarter at once. What rises faster stands out, and is raised.
 */
const riseInBudgetTime = 0.5;
const riseAtOnce = 0.25;
/** A fault that grows as slowly as drift is raised at the latest when it is so many units above the start. */
const capUnits = 1;
/** However calm an asset is, one window in twenty at most may lie above its level. */
const floorRate = 0.05;

export const unmoved: AdaptiveLevel = { lift: 0, credit: riseAtOnce, recent: 0 };

/** Within which lifts the level stays. */
export function liftBounds(shape: ScoreShape, start: number): { min: number; max: number } {
  return {
    min: Math.min(0, levelAt(shape, floorRate) - start),
    max: capUnits * levelUnit(shape),
  };
}

export interface LevelGround {
  readonly shape: ScoreShape;
  /** Where the calibration puts the level. */
  readonly start: number;
  /** Share of normal windows that may exceed it. */
  readonly rate: number;
  /** Windows of one alarm. */
  readonly clusterWindows: number;
  /** While an alert stands. */
  readonly frozen: boolean;
  /** An alert has returned with this window: one that the budget paid for, so it counts as a cluster. */
  readonly returned: boolean;
}

/**
 * Adaptive conformal inference (Gibbs & Candès, 2021), as facts.md, "False alarms", applies it, with a
 * smaller step and a bounded rise: the level rises when a window exceeds it and falls when none does, so
 * that in the long run a share `rate` of windows exceeds it. It stands still while an alert does, and while
 * most recent windows exceed it: what lasts is no drift.
 */
export function adaptLevel(
  state: AdaptiveLevel,
  score: number,
  { shape, start, rate, clusterWindows, frozen, returned }: LevelGround,
): AdaptiveLevel {
  const isAbove = score > start + state.lift;
  const recent = ((state.recent << 1) | (isAbove ? 1 : 0)) & recentMask;
  const earned = state.credit + (riseInBudgetTime * rate) / clusterWindows;
  const credit = Math.min(riseAtOnce, earned);
  if (frozen || ones(recent) > recentWindows / 2) return { lift: state.lift, credit, recent };
  const above = returned ? clusterWindows : isAbove ? 1 : 0;
  const rise = Math.min(credit, gain * above);
  const move = rise - gain * rate;
  const { min, max } = liftBounds(shape, start);
  const lift = Math.min(max, Math.max(min, state.lift + move * levelUnit(shape)));
  return { lift, credit: credit - rise, recent };
}

function ones(bits: number): number {
  let count = 0;
  for (let rest = bits; rest > 0; rest >>>= 1) count += rest & 1;
  return count;
}
