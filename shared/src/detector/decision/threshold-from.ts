import type { Calibration } from '../../bundle/manifest.ts';
import { levelAt } from '../calibration.ts';
import { alarmsPerDayAt, exceedanceRate, rateLimits } from './budget.ts';

/** How the user says where alarms begin. */
export type ThresholdChoice =
  /** Share of normal windows that may alarm. */
  | { readonly kind: 'falseAlarmRate'; readonly rate: number }
  /** False alarms of an asset in a day. */
  | { readonly kind: 'alarmsPerDay'; readonly alarmsPerDay: number }
  /** What a false alarm and a missed event cost, in any one currency, and how often events happen. */
  | {
      readonly kind: 'costs';
      readonly falseAlarm: number;
      readonly miss: number;
      readonly eventsPerYear: number;
    };

export interface ThresholdGround {
  readonly periodMs: number;
  readonly windowLength: number;
  /** How the score falls on normal windows. */
  readonly calibration: Pick<Calibration, 'quantiles' | 'tail'>;
  /**
   * The highest level that each known or injected event would still have been found at, calibrated units:
   * see {@link eventPeak}. Asked for by costs alone.
   */
  readonly eventPeaks: readonly number[];
}

/** What alarms at one level are expected to come to. */
export interface ExpectedCost {
  /** Share of normal windows above the level. */
  readonly rate: number;
  readonly level: number; // calibrated units
  readonly falseAlarmsPerDay: number;
  /** Share of events that are missed. */
  readonly missed: number;
  readonly costPerDay: number;
}

const daysPerYear = 365.25;
/** Forty to a decade: neighbouring rates differ by 6 %. */
const ratesPerDecade = 40;

/**
 * The share of normal windows that may lie above the raise level.
 * @throws RangeError where costs are asked for and no event is known
 */
export function falseAlarmRateFrom(choice: ThresholdChoice, ground: ThresholdGround): number {
  const { periodMs, windowLength } = ground;
  switch (choice.kind) {
    case 'falseAlarmRate':
      return choice.rate;
    case 'alarmsPerDay':
      return exceedanceRate(choice.alarmsPerDay, periodMs, windowLength);
    case 'costs':
      return cheapestLevel(expectedCosts(choice, ground)).rate;
  }
}

/**
 * Expected cost a day over the levels worth trying, rarest false alarms first. The tail of the calibration
 * says how often normal operation exceeds a level, the events how many are missed at it.
 */
export function expectedCosts(
  { falseAlarm, miss, eventsPerYear }: Extract<ThresholdChoice, { kind: 'costs' }>,
  { periodMs, windowLength, calibration, eventPeaks }: ThresholdGround,
): ExpectedCost[] {
  if (eventPeaks.length === 0)
    throw new RangeError('a threshold from costs needs events, and none is known');
  return candidateRates().map((rate) => {
    const level = levelAt(calibration, rate);
    const falseAlarmsPerDay = alarmsPerDayAt(rate, periodMs, windowLength);
    const missed = eventPeaks.filter((peak) => peak <= level).length / eventPeaks.length;
    const missesPerDay = (missed * eventsPerYear) / daysPerYear;
    const costPerDay = falseAlarm * falseAlarmsPerDay + miss * missesPerDay;
    return { rate, level, falseAlarmsPerDay, missed, costPerDay };
  });
}

/** Of equally cheap levels the one that alarms least. */
export function cheapestLevel(costs: readonly ExpectedCost[]): ExpectedCost {
  return costs.reduce((best, other) => (other.costPerDay < best.costPerDay ? other : best));
}

function candidateRates(): number[] {
  const { min, max } = rateLimits;
  const decades = Math.log10(max / min);
  const steps = Math.ceil(decades * ratesPerDecade);
  return Array.from({ length: steps + 1 }, (_, i) => min * (max / min) ** (i / steps));
}

/**
 * The highest level that an event's scores exceed in `raiseWindows` windows on end, as an alert needs them;
 * of a shorter event all of them.
 */
export function eventPeak(scores: ArrayLike<number>, raiseWindows: number): number {
  const length = Math.max(1, Math.min(raiseWindows, scores.length));
  let peak = Number.NEGATIVE_INFINITY;
  for (let from = 0; from + length <= scores.length; from++) {
    let least = Number.POSITIVE_INFINITY;
    for (let i = from; i < from + length; i++) least = Math.min(least, scores[i] ?? least);
    peak = Math.max(peak, least);
  }
  return peak;
}
