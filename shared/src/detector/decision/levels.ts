import { levelAt } from '../calibration.ts';
import { type ScoreShape, shapeOf } from './asset-fit.ts';
import { type Commissioning, provisionalFit } from './commissioning.ts';
import { evidenceLevel } from './evidence-sum.ts';
import type { DecisionSettings } from './settings.ts';

/** Of what is judged: the score in calibrated units of the bundle, or a sum of evidence. */
export interface Levels {
  readonly raise: number;
  readonly clear: number;
}

/**
 * An alert clears where ten times as many normal windows lie above as at the level that raised it, and at
 * least one in twenty: a fault whose score sways about the level is one alert, not many.
 */
const clearFactor = 10;
const clearRates = { min: 0.05, max: 0.5 } as const;

/** How the score falls on this asset, as far as that is known. */
export const shapeInForce = (
  { ground }: DecisionSettings,
  { fit }: Pick<Commissioning, 'fit'>,
): ScoreShape => shapeOf(ground.calibration, fit);

/** The levels before drift is followed. */
export function startLevels(settings: DecisionSettings, commissioning: Commissioning): Levels {
  const { raise, clear } = levelsOf(settings, commissioning);
  const raiseLevel = settings.raiseLevel ?? raise;
  // A clear level above the raise level would clear what is being raised.
  return { raise: raiseLevel, clear: Math.min(settings.clearLevel ?? clear, raiseLevel) };
}

function levelsOf(settings: DecisionSettings, commissioning: Commissioning): Levels {
  const { decision, ground, isBundlesBudget, rate } = settings;
  if (decision !== 'threshold') {
    const raise = evidenceLevel(decision, rate);
    return { raise, clear: raise / 2 };
  }
  if (commissioning.fit === null && isBundlesBudget) {
    const { raiseLevel, clearLevel, arrivalShift = 0 } = ground.calibration;
    const own = { raise: raiseLevel + arrivalShift, clear: clearLevel + arrivalShift };
    return atLeastProvisional(own, settings, commissioning);
  }
  const levels = thresholds(shapeInForce(settings, commissioning), rate);
  return atLeastProvisional(levels, settings, commissioning);
}

const thresholds = (shape: ScoreShape, rate: number): Levels => ({
  raise: levelAt(shape, rate),
  clear: levelAt(shape, Math.min(clearRates.max, Math.max(clearRates.min, clearFactor * rate))),
});

/** While an operator's new normal is being learned, what it is known of it may only raise the level. */
function atLeastProvisional(
  levels: Levels,
  { ground, rate }: DecisionSettings,
  commissioning: Commissioning,
): Levels {
  const fit = provisionalFit(commissioning, ground);
  if (fit === null) return levels;
  const provisional = thresholds(shapeOf(ground.calibration, fit), rate);
  return {
    raise: Math.max(levels.raise, provisional.raise),
    clear: Math.max(levels.clear, provisional.clear),
  };
}
