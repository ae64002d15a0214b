import { type EventSpan, windowsApart } from './events.ts';

/** An alert as an operator sees it: rows at which it was raised and cleared. */
export interface AlertSpan {
  readonly raisedRow: number;
  /** Null where it still stands at the end of the recording. */
  readonly clearedRow: number | null;
}

export const eventOutcomes = [
  'found', // an alert was raised for it
  'standing', // no alert was raised for it, for one raised earlier stood all the while
  'missed', // no alert was raised for it, and none stood
] as const;
export type EventOutcome = (typeof eventOutcomes)[number];

export interface EventVerdict {
  readonly event: EventSpan;
  readonly outcome: EventOutcome;
  /** Rows from the event's first to the raising of its alert, never below 0; null unless it was found. */
  readonly delayRows: number | null;
}

export interface AlertVerdicts {
  readonly events: readonly EventVerdict[];
  readonly falseAlarms: readonly AlertSpan[];
  /** Windows in which an alert raised would be false: what `falseAlarms` are counted on. */
  readonly quietWindows: number;
}

export interface AlertRules {
  readonly windowLength: number;
  /** Alerts raised up to so many rows before an event are its own: one window length by default. */
  readonly earlyRows?: number;
}

/**
 * Which events the alerts of one recording found, and which alerts are false. An alert belongs to an event
 * if it is raised while windows hold rows of it, from its first row to `windowLength - 1` rows after its
 * last, or within `earlyRows` before it, for labels begin late as often as early. Every other alert is
 * false, even if it stands on into an event: an alarm that never ends would otherwise find everything. No
 * row is adjusted.
 * @param ends [windows], last row of each
 */
export function judgeAlerts(
  events: readonly EventSpan[],
  alerts: readonly AlertSpan[],
  ends: ArrayLike<number>,
  { windowLength, earlyRows = windowLength }: AlertRules,
): AlertVerdicts {
  const belongs = (row: number, { firstRow, lastRow }: EventSpan) =>
    row >= firstRow - earlyRows && row <= lastRow + windowLength - 1;
  const apart = windowsApart(events, ends, { before: earlyRows, after: windowLength - 1 });
  return {
    events: events.map((event) => verdictOf(event, alerts, belongs)),
    falseAlarms: alerts.filter((alert) => !events.some((e) => belongs(alert.raisedRow, e))),
    quietWindows: apart.reduce((sum, quiet) => sum + quiet, 0),
  };
}

function verdictOf(
  event: EventSpan,
  alerts: readonly AlertSpan[],
  belongs: (row: number, event: EventSpan) => boolean,
): EventVerdict {
  const own = alerts.find(({ raisedRow }) => belongs(raisedRow, event));
  if (own) {
    const delayRows = Math.max(0, own.raisedRow - event.firstRow);
    return { event, outcome: 'found', delayRows };
  }
  const stood = alerts.some(
    ({ raisedRow, clearedRow }) =>
      raisedRow <= event.lastRow && (clearedRow ?? Number.POSITIVE_INFINITY) > event.firstRow,
  );
  return { event, outcome: stood ? 'standing' : 'missed', delayRows: null };
}
