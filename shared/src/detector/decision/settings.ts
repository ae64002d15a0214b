import type { Manifest } from '../../bundle/manifest.ts';
import type { DecisionKind, DetectionPolicy } from '../../protocol/presence.ts';
import { rowsOf } from '../window-size.ts';
import { alarmsPerDayAt, exceedanceRate } from './budget.ts';

/** What of a bundle decisions rest on. */
export type DecisionGround = Pick<Manifest, 'calibration' | 'input' | 'commissioning'>;

/** What the hub or the device's own file wishes: what is not stated is left to the bundle. */
export type PolicyWish = Partial<DetectionPolicy>;

/** How the scores of one stream become alerts. Plain data. */
export interface DecisionSettings {
  readonly ground: DecisionGround;
  readonly decision: DecisionKind;
  /** The budget, and the share of normal windows that it lets exceed the level of a score. */
  readonly alarmsPerDay: number;
  readonly rate: number;
  /** Nobody stated a budget: as long as the bundle's own distribution is in force, so are its levels. */
  readonly isBundlesBudget: boolean;
  readonly adaptive: boolean;
  readonly commissioning: boolean;
  /** Levels that were given; they do not move. Null: from the budget. */
  readonly raiseLevel: number | null;
  readonly clearLevel: number | null;
  readonly onDelayMs: number;
  readonly offDelayMs: number;
  /** Windows further apart than this, by the stream's running time, do not belong to one stretch. */
  readonly maxPauseMs: number;
}

/** So many windows in a row above the raise level raise, below the clear level clear. */
export const raiseWindows = 3;
const clearWindows = 5;

/**
 * The settings in force: what the hub wishes, else what the device's file says, else the bundle's budget
 * with delays of 3 and 5 windows. A level that is given goes before every budget. Only the level of a
 * score follows drift; those of CUSUM and martingale are sums of evidence.
 */
export function settingsOf(
  ground: DecisionGround,
  desired: PolicyWish | null,
  local: PolicyWish | null,
): DecisionSettings {
  const wish = desired ?? local ?? {};
  const { calibration, input } = ground;
  const { periodMs } = input;
  const windowLength = rowsOf(input);
  const decision = wish.decision ?? 'threshold';
  const stated = wish.alarmsPerDay ?? calibration.alarmsPerDay ?? null;
  const raiseLevel = wish.raiseLevel ?? null;
  return {
    ground: { calibration, input, commissioning: ground.commissioning },
    decision,
    alarmsPerDay: stated ?? alarmsPerDayAt(calibration.falseAlarmRate, periodMs, windowLength),
    rate:
      stated === null ? calibration.falseAlarmRate : exceedanceRate(stated, periodMs, windowLength),
    isBundlesBudget: stated === null,
    adaptive: (wish.adaptive ?? true) && decision === 'threshold' && raiseLevel === null,
    commissioning: wish.commissioning ?? true,
    raiseLevel,
    clearLevel: wish.clearLevel ?? null,
    onDelayMs: wish.onDelayMs ?? (raiseWindows - 1) * periodMs,
    offDelayMs: wish.offDelayMs ?? (clearWindows - 1) * periodMs,
    maxPauseMs: windowLength * periodMs,
  };
}
