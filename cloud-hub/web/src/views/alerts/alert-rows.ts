import type { AlertPriority } from '@lookout/shared/protocol/records';
import type { Alert } from '@lookout/shared/protocol/rest';
import { compareAlerts, compareNewest, comparePriority } from './alert-order.ts';
import { type Episode, episodesOf } from './episodes.ts';
import { type Flood, floodsOf } from './flood.ts';

export interface AlertRow {
  readonly kind: 'alert';
  readonly id: string;
  readonly alert: Alert;
  /** 1: stands under its first-out or its flood. */
  readonly depth: 0 | 1;
  /** Alerts that came of the same trouble; the row is then their first-out. */
  readonly followers: readonly Alert[];
}

export interface FloodRow {
  readonly kind: 'flood';
  readonly id: string;
  readonly flood: Flood;
  /** What the row stands for while it is collapsed; high priorities are not among it. */
  readonly hidden: readonly Alert[];
  readonly counts: Readonly<Record<AlertPriority, number>>;
}

export type Row = AlertRow | FloodRow;

/**
 * The open alerts as rows: floods as a count with their high priorities beside it, the alerts of one
 * asset under their first-out, the most urgent row first.
 *
 * @param expanded ids of rows that show what they hold.
 */
export function alertRows(alerts: readonly Alert[], expanded: ReadonlySet<string>): Row[] {
  const floods = floodsOf(alerts.filter((alert) => alert.shelvedUntil === null));
  const flooded = new Set(floods.flatMap((flood) => flood.alerts));
  const blocks = [
    ...floods.flatMap((flood) => floodBlocks(flood, expanded)),
    ...episodesOf(alerts.filter((alert) => !flooded.has(alert))).map((episode) =>
      episodeBlock(episode, expanded),
    ),
  ];
  return blocks
    .toSorted((a, b) => compareAlerts(a.urgent, b.urgent))
    .flatMap((block) => block.rows);
}

/** History: one row each, the newest first, nothing collapsed. */
export function flatRows(alerts: readonly Alert[]): Row[] {
  return alerts.toSorted(compareNewest).map((alert) => rowOf(alert, 0));
}

/** Rows that stay together, placed by the most urgent of what they stand for. */
interface Block {
  readonly urgent: Alert;
  readonly rows: readonly Row[];
}

function floodBlocks(flood: Flood, expanded: ReadonlySet<string>): Block[] {
  const hidden = flood.alerts.filter((alert) => alert.priority !== 'high').toSorted(compareAlerts);
  const visible = flood.alerts
    .filter((alert) => alert.priority === 'high')
    .map((alert) => ({ urgent: alert, rows: [rowOf(alert, 0)] }));
  const [urgent] = hidden;
  if (urgent === undefined) return visible;
  const id = `flood-${flood.firstOut.id}`;
  const count = (priority: AlertPriority) =>
    flood.alerts.filter((alert) => alert.priority === priority).length;
  const counts = { high: count('high'), medium: count('medium'), low: count('low') };
  const under = expanded.has(id) ? hidden.map((alert) => rowOf(alert, 1)) : [];
  return [...visible, { urgent, rows: [{ kind: 'flood', id, flood, hidden, counts }, ...under] }];
}

function episodeBlock(episode: Episode, expanded: ReadonlySet<string>): Block {
  const [firstOut, ...rest] = episode;
  const followers = rest.toSorted(compareAlerts);
  // A follower that weighs more than its first-out is never out of sight.
  const shown = expanded.has(firstOut.id)
    ? followers
    : followers.filter((alert) => comparePriority(alert, firstOut) < 0);
  return {
    urgent: episode.toSorted(compareAlerts)[0] ?? firstOut,
    rows: [rowOf(firstOut, 0, followers), ...shown.map((alert) => rowOf(alert, 1))],
  };
}

function rowOf(alert: Alert, depth: 0 | 1, followers: readonly Alert[] = []): AlertRow {
  return { kind: 'alert', id: alert.id, alert, depth, followers };
}
