import { z } from 'zod';
import { levelAt } from '../calibration.ts';
import { levelUnit, type ScoreShape } from './asset-fit.ts';

/** By how much a level has moved from where the calibration puts it. */
export const AdaptiveLevel = z.object({
  lift: z.number(),
  /** Of the last 20 windows, those above the level: one bit each, the newest the lowest. */
  recent: z.int().min(0),
});
export type AdaptiveLevel = z.infer<typeof AdaptiveLevel>;

export const unmoved: AdaptiveLevel = { lift: 0, recent: 0 };

const recentWindows = 20;
const recentMask = 2 ** recentWindows - 1;
/**
 * A rare exceedance would move the level by .01/√rate of its unit: at 1e-4 by a whole one, so that the
 * first sign of a fault would hide the fault. Below a rate of 1 % the steps no longer grow.
 */
const largestGain = 0.1;
/** A fault that grows slowly is raised at the latest when it is so many units above the start. */
const capUnits = 2;
/** However calm an asset is, one window in twenty at most may lie above its level. */
const floorRate = 0.05;

/** Within which lifts the level stays. */
export function liftBounds(shape: ScoreShape, start: number): { min: number; max: number } {
  return {
    min: Math.min(0, levelAt(shape, floorRate) - start),
    max: capUnits * levelUnit(shape),
  };
}

/**
 * Adaptive conformal inference (Gibbs & Candès, 2021) as facts.md, "False alarms", has it: the level
 * rises when a window exceeds it and falls when none does, so that in the long run a share `rate` of
 * windows exceeds it. It stands still while an alert does, and while most recent windows exceed it: what
 * lasts is no drift.
 *
 * @param start where the calibration puts the level
 */
export function adaptLevel(
  state: AdaptiveLevel,
  score: number,
  {
    shape,
    start,
    rate,
    frozen,
  }: {
    readonly shape: ScoreShape;
    readonly start: number;
    readonly rate: number;
    readonly frozen: boolean;
  },
): AdaptiveLevel {
  const isAbove = score > start + state.lift;
  const recent = ((state.recent << 1) | (isAbove ? 1 : 0)) & recentMask;
  if (frozen || ones(recent) > recentWindows / 2) return { ...state, recent };
  const gain = Math.min(largestGain, 0.01 / Math.sqrt(rate)) * levelUnit(shape);
  const { min, max } = liftBounds(shape, start);
  const moved = state.lift + gain * ((isAbove ? 1 : 0) - rate);
  return { lift: Math.min(max, Math.max(min, moved)), recent };
}

function ones(bits: number): number {
  let count = 0;
  for (let rest = bits; rest > 0; rest >>>= 1) count += rest & 1;
  return count;
}
