import type { AlertPriority } from '../../protocol/records.ts';

const minute = 60_000;

/**
 * By how far the peak lies above the raise level, in units of that level (0 is at the level, 1 twice as far
 * from normal), and by how long the alert has stood: a small deviation that stays is no small matter.
 */
export function priorityOf(
  peakScore: number,
  raiseLevel: number,
  durationMs: number,
): AlertPriority {
  const excess = (peakScore - raiseLevel) / Math.max(1, Math.abs(raiseLevel));
  if (excess >= 3 || (excess >= 1 && durationMs >= 5 * minute)) return 'high';
  if (excess >= 1 || durationMs >= 2 * minute) return 'medium';
  return 'low';
}

const rank: Readonly<Record<AlertPriority, number>> = { low: 0, medium: 1, high: 2 };

/** An alert's priority never falls while it stands: who has seen it high must not see it fade. */
export const higherOf = (a: AlertPriority, b: AlertPriority): AlertPriority =>
  rank[a] >= rank[b] ? a : b;
