import type { AlertPriority, ChannelEvidence, ClearedRecord } from '../../protocol/records.ts';
import { type AlertState, quietState, type StandingAlert, type Stretch } from './alert-state.ts';
import { higherOf, priorityOf } from './priority.ts';

/** The policy in force for one stream. Levels in calibrated units. */
export interface AlertPolicy {
  readonly raiseLevel: number;
  readonly clearLevel: number;
  /** Above the raise level for so long raises, below the clear level for so long clears. */
  readonly onDelayMs: number;
  readonly offDelayMs: number;
  /** Windows further apart than this, by the stream's running time, do not belong to one stretch. */
  readonly maxPauseMs: number;
}

/** One window as the policy sees it. */
export interface JudgedWindow {
  /** Time of the last row, ms UTC. */
  readonly at: number;
  /** The stream's running time; delays are measured on it. */
  readonly elapsedMs: number;
  /** Calibrated; null when the window was not scored, which never raises and never clears. */
  readonly score: number | null;
  readonly channels: readonly ChannelEvidence[];
}

/** Who judges: goes into every record. */
export interface Judge {
  readonly modelDigest: string;
  readonly variant: string;
  readonly newAlertId: () => string;
}

interface Told {
  readonly alertId: string;
  readonly modelDigest: string;
  readonly variant: string;
  readonly threshold: number;
  readonly score: number;
  readonly peakScore: number;
  readonly channels: readonly ChannelEvidence[];
}

/** What happened to an alert; the stream, the clock and the boot are added by whoever records it. */
export type AlertRecord =
  | (Told & {
      readonly type: 'raised';
      readonly at: number;
      readonly since: number;
      readonly priority: AlertPriority;
    })
  | (Told & { readonly type: 'updated'; readonly at: number; readonly priority: AlertPriority })
  | (Told & {
      readonly type: 'cleared';
      readonly at: number;
      readonly reason: ClearedRecord['reason'];
    });

export interface AlertStep {
  readonly state: AlertState;
  readonly records: readonly AlertRecord[];
}

/** At most so often, and after a while at most once in a tenth of the alert's age. */
const updateEveryMs = 10_000;
const updateAtLeastEveryMs = 300_000;
/** A peak that has risen by so much is told at once. */
const toldRise = 1.25;

/**
 * One window's step: raise, update, clear, or nothing. Pure. A window that was not scored changes nothing:
 * an alert that stands when a stream goes stale or blind stays standing.
 */
export function alertPolicy(
  state: AlertState,
  window: JudgedWindow,
  policy: AlertPolicy,
  judge: Judge,
): AlertStep {
  const { score } = window;
  if (score === null) return { state, records: [] };
  if (state.alert === null) return quiet(state, { ...window, score }, policy, judge);
  return standing(state, state.alert, { ...window, score }, policy);
}

type Scored = JudgedWindow & { readonly score: number };

function quiet(state: AlertState, window: Scored, policy: AlertPolicy, judge: Judge): AlertStep {
  if (window.score <= policy.raiseLevel) return { state: quietState, records: [] };
  const above = extend(state.above, window, policy.maxPauseMs);
  if (lengthMs(above) < policy.onDelayMs) return { state: { ...quietState, above }, records: [] };
  const alert: StandingAlert = {
    alertId: judge.newAlertId(),
    modelDigest: judge.modelDigest,
    variant: judge.variant,
    threshold: policy.raiseLevel,
    since: above.since,
    priority: priorityOf(above.peakScore, policy.raiseLevel, window.at - above.since),
    peakScore: above.peakScore,
    toldAt: window.at,
    toldPeak: above.peakScore,
    channels: [...window.channels],
  };
  const { since, priority } = alert;
  const record = { type: 'raised', ...tell(alert, window), since, priority } as const;
  return { state: { ...quietState, alert }, records: [record] };
}

function standing(
  state: AlertState,
  before: StandingAlert,
  window: Scored,
  policy: AlertPolicy,
): AlertStep {
  const peakScore = Math.max(before.peakScore, window.score);
  // On its way back a score names other channels, or none: the evidence stays that of the deviation.
  const isAbove = window.score > policy.raiseLevel;
  const channels = isAbove ? [...window.channels] : before.channels;
  const priority = higherOf(
    before.priority,
    priorityOf(peakScore, policy.raiseLevel, window.at - before.since),
  );
  const alert = { ...before, threshold: policy.raiseLevel, peakScore, priority, channels };
  const below =
    window.score < policy.clearLevel ? extend(state.below, window, policy.maxPauseMs) : null;
  if (below !== null && lengthMs(below) >= policy.offDelayMs)
    return { state: quietState, records: [clear(alert, window, 'returned')] };
  if (!isAbove || !isWorthTelling(before, alert, window.at))
    return { state: { above: null, below, alert }, records: [] };
  const told = { ...alert, toldAt: window.at, toldPeak: peakScore };
  const record = { type: 'updated', ...tell(told, window), priority } as const;
  return { state: { above: null, below, alert: told }, records: [record] };
}

function isWorthTelling(before: StandingAlert, alert: StandingAlert, at: number): boolean {
  const ageMs = at - alert.since;
  const pauseMs = Math.min(updateAtLeastEveryMs, Math.max(updateEveryMs, ageMs / 10));
  return (
    alert.priority !== before.priority ||
    alert.peakScore >= toldRise * before.toldPeak ||
    at - before.toldAt >= pauseMs
  );
}

/** Ends an alert for another reason than a score that returned. */
export function clear(
  alert: StandingAlert,
  { at, score }: { readonly at: number; readonly score: number | null },
  reason: ClearedRecord['reason'],
): AlertRecord {
  return { type: 'cleared', ...tell(alert, { at, score: score ?? alert.peakScore }), reason };
}

const tell = (alert: StandingAlert, { at, score }: { at: number; score: number }) => ({
  at,
  alertId: alert.alertId,
  modelDigest: alert.modelDigest,
  variant: alert.variant,
  threshold: alert.threshold,
  score,
  peakScore: alert.peakScore,
  channels: alert.channels,
});

function extend(stretch: Stretch | null, window: Scored, maxPauseMs: number): Stretch {
  const goesOn =
    stretch !== null && window.elapsedMs - stretch.lastElapsedMs <= maxPauseMs ? stretch : null;
  return {
    since: goesOn?.since ?? window.at,
    sinceElapsedMs: goesOn?.sinceElapsedMs ?? window.elapsedMs,
    lastElapsedMs: window.elapsedMs,
    peakScore: Math.max(goesOn?.peakScore ?? window.score, window.score),
  };
}

const lengthMs = (stretch: Stretch): number => stretch.lastElapsedMs - stretch.sinceElapsedMs;
