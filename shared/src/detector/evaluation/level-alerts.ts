import { type AlertPolicy, alertPolicy, type JudgedWindow } from '../decision/alert-policy.ts';
import { quietState } from '../decision/alert-state.ts';
import type { ScoredWindows } from './alarms.ts';
import type { AlertSpan } from './alert-outcomes.ts';

/** Nobody is told: the alerts of a replay need no identity. */
const judge = { modelDigest: '', variant: '', newAlertId: () => '' };

/**
 * The alerts that a device with fixed levels would have raised on one recording: the product's own rules
 * for raising and clearing, window by window. Rows are `periodMs` apart, gaps in the time not counted.
 */
export function levelAlerts(
  { ends, scores }: Pick<ScoredWindows, 'ends' | 'scores'>,
  policy: AlertPolicy,
  periodMs: number,
): AlertSpan[] {
  const alerts: { raisedRow: number; clearedRow: number | null }[] = [];
  let state = quietState;
  for (let i = 0; i < scores.length; i++) {
    const row = ends[i] ?? 0;
    const at = row * periodMs;
    const window: JudgedWindow = { at, elapsedMs: at, score: scores[i] ?? 0, channels: [] };
    const step = alertPolicy(state, window, policy, judge);
    state = step.state;
    for (const { type } of step.records) {
      const standing = alerts.at(-1);
      if (type === 'raised') alerts.push({ raisedRow: row, clearedRow: null });
      if (type === 'cleared' && standing) standing.clearedRow = row;
    }
  }
  return alerts;
}
