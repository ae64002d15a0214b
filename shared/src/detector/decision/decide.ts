import { pValue } from '../calibration.ts';
import { rowsOf } from '../window-size.ts';
import { type AdaptedStep, adaptedStep } from './adapted-step.ts';
import { adaptLevel, liftBounds, unmoved } from './adaptive-level.ts';
import { type AlertRecord, alertPolicy, type Judge, type JudgedWindow } from './alert-policy.ts';
import { levelUnit } from './asset-fit.ts';
import { commission, isSettling, isVouched, windowsCollected } from './commissioning.ts';
import type { DecisionState } from './decision-state.ts';
import { addEvidence } from './evidence-sum.ts';
import { type Levels, shapeInForce, startLevels } from './levels.ts';
import type { DecisionSettings } from './settings.ts';

export interface DecisionStep {
  readonly state: DecisionState;
  /** Raise level that the window was judged by. */
  readonly level: number;
  /** What was judged: the score, or the sum of evidence; null when the window was not scored. */
  readonly statistic: number | null;
  readonly records: readonly (AlertRecord | AdaptedStep)[];
}

/** A move of the level is told when it is so large, in units of `levelUnit`, but not too often. */
const noticeableMove = 0.25;
const tellAtMostEveryMs = 60_000;

/**
 * One window through everything that judges a stream: fitting to the asset, the statistic, raise and
 * clear, and the level that follows drift. Pure: the state is plain data and goes to disk.
 *
 * @param window its score in calibrated units of the bundle
 */
export function decide(
  state: DecisionState,
  window: JudgedWindow,
  settings: DecisionSettings,
  judge: Judge,
): DecisionStep {
  const { score, at } = window;
  if (score === null)
    return { state, level: levelsInForce(state, settings).raise, statistic: null, records: [] };
  const fitted = settings.commissioning
    ? fitToAsset(state, score, at, settings, judge)
    : { state, records: [] };
  const weighed = addToEvidence(fitted.state, score, settings);
  const levels = levelsInForce(weighed, settings);
  const statistic = settings.decision === 'threshold' ? score : weighed.evidence.value;
  // Right after "this is the new normal" there is nothing yet that a window could be judged by.
  const judged = isSettling(weighed.commissioning) ? null : statistic;
  const { onDelayMs, offDelayMs, maxPauseMs } = settings;
  const alert = alertPolicy(
    weighed.alert,
    { ...window, score: judged },
    { raiseLevel: levels.raise, clearLevel: levels.clear, onDelayMs, offDelayMs, maxPauseMs },
    judge,
  );
  const moved = followDrift({ ...weighed, alert: alert.state }, weighed, score, settings);
  const told = tellMove(moved, at, settings, judge);
  return {
    state: told.state,
    level: levels.raise,
    statistic,
    records: [...fitted.records, ...alert.records, ...told.records],
  };
}

/** The levels that the next window is judged by. */
export function levelsInForce(
  { commissioning, adaptive }: Pick<DecisionState, 'commissioning' | 'adaptive'>,
  settings: DecisionSettings,
): Levels {
  const start = startLevels(settings, commissioning);
  if (!settings.adaptive) return start;
  const { min, max } = liftBounds(shapeInForce(settings, commissioning), start.raise);
  const lift = Math.min(max, Math.max(min, adaptive.lift));
  const raise = start.raise + lift;
  const clear = settings.clearLevel === null ? start.clear + lift : start.clear;
  return { raise, clear: Math.min(clear, raise) };
}

interface Moved {
  readonly state: DecisionState;
  readonly records: readonly AdaptedStep[];
}

function fitToAsset(
  state: DecisionState,
  score: number,
  at: number,
  settings: DecisionSettings,
  judge: Judge,
): Moved {
  const { ground } = settings;
  const isAlarmed = state.alert.alert !== null;
  const step = commission(state.commissioning, score, isAlarmed, ground);
  if (step.event === null) return { state: { ...state, commissioning: step.state }, records: [] };
  const windows = step.state.fit?.windows ?? windowsCollected(state.commissioning, ground);
  // What the level had learned is in the fit.
  const adaptive = step.event === 'commissioned' ? unmoved : state.adaptive;
  const next = { ...state, commissioning: step.state, adaptive };
  return announce(state, next, { at, reason: step.event, windows, by: null }, settings, judge);
}

function addToEvidence(
  state: DecisionState,
  score: number,
  settings: DecisionSettings,
): DecisionState {
  const { decision, ground } = settings;
  if (decision === 'threshold') return state;
  const p = pValue(shapeInForce(settings, state.commissioning), score);
  const raiseLevel = startLevels(settings, state.commissioning).raise;
  const windowLength = rowsOf(ground.input);
  return {
    ...state,
    evidence: addEvidence(state.evidence, decision, p, { windowLength, raiseLevel }),
  };
}

/** Where an alert stands after the window, the level must not learn it. */
function followDrift(
  state: DecisionState,
  before: DecisionState,
  score: number,
  settings: DecisionSettings,
): DecisionState {
  if (!settings.adaptive) return state;
  const { commissioning, adaptive } = state;
  const frozen = state.alert.alert !== null || isSettling(commissioning);
  return {
    ...state,
    adaptive: adaptLevel(adaptive, score, {
      shape: shapeInForce(settings, commissioning),
      start: startLevels(settings, commissioning).raise,
      rate: settings.rate,
      clusterWindows: rowsOf(settings.ground.input),
      frozen,
      returned: before.alert.alert !== null && state.alert.alert === null,
    }),
  };
}

function tellMove(
  state: DecisionState,
  at: number,
  settings: DecisionSettings,
  judge: Judge,
): Moved {
  const level = levelsInForce(state, settings).raise;
  const { told } = state;
  if (told === null) return { state: { ...state, told: { level, at } }, records: [] };
  const enough = noticeableMove * levelUnit(shapeInForce(settings, state.commissioning));
  const isNoticeable = Math.abs(level - told.level) >= enough;
  // What an operator's reset puts in force is told by the reset, and by the fit that follows it.
  const isProvisional = isVouched(state.commissioning);
  if (!settings.adaptive || isProvisional || !isNoticeable || at - told.at < tellAtMostEveryMs)
    return { state, records: [] };
  const move = { at, reason: 'drift', fromLevel: told.level, toLevel: level } as const;
  return {
    state: { ...state, told: { level, at } },
    records: [adaptedStep({ ...move, windows: null, by: null }, judge)],
  };
}

/** The record of a move from one state to another, and the state that knows it told. */
export function announce(
  before: DecisionState,
  after: DecisionState,
  what: Pick<AdaptedStep, 'at' | 'reason' | 'windows' | 'by'>,
  settings: DecisionSettings,
  judge: Judge,
): Moved {
  const fromLevel = levelsInForce(before, settings).raise;
  const toLevel = levelsInForce(after, settings).raise;
  return {
    state: { ...after, told: { level: toLevel, at: what.at } },
    records: [adaptedStep({ ...what, fromLevel, toLevel }, judge)],
  };
}
