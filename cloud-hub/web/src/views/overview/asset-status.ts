import type { StreamPhase } from '@lookout/shared/protocol/presence';
import type { AlertPriority } from '@lookout/shared/protocol/records';
import type { Asset } from '@lookout/shared/protocol/rest';

/** Whether what an asset shows may be taken for the present. */
export const freshnesses = [
  'live', // the last score is as young as its period promises
  'stale', // the device is there, its last score is too old
  'offline', // the broker says that the device is gone
  'unknown', // not heard since the hub started
] as const;
export type Freshness = (typeof freshnesses)[number];

export interface AssetStatus {
  readonly freshness: Freshness;
  readonly priority: AlertPriority | null;
  /** Why the asset is not watched as it should be, in words; null when it is. */
  readonly degraded: string | null;
  /** Being made ready: neither normal nor abnormal. */
  readonly preparing: boolean;
}

/** What the counts above the tiles count. An asset may be in several. */
export const concerns = ['alerting', 'stale', 'offline', 'degraded'] as const;
export type Concern = (typeof concerns)[number];

const staleAfterMs = 10_000;
const staleAfterPeriods = 5;
const preparingPhases: ReadonlySet<StreamPhase> = new Set(['starting', 'filling']);

/** @param now hub time, ms UTC. */
export function assetStatus(asset: Asset, now: number): AssetStatus {
  const preparing = preparingPhases.has(asset.phase);
  return {
    freshness: freshnessOf(asset, now, preparing),
    priority: asset.openAlerts > 0 ? (asset.worstPriority ?? 'low') : null,
    degraded: degradedBecause(asset),
    preparing,
  };
}

function freshnessOf(asset: Asset, now: number, preparing: boolean): Freshness {
  if (asset.presence !== 'online') return asset.presence;
  if (asset.phase === 'stale') return 'stale';
  // A window that is not scored, or not yet, has no score to be late: its phase says what is the matter.
  if (preparing || asset.phase !== 'scoring') return 'live';
  const limitMs = Math.max(staleAfterMs, staleAfterPeriods * (asset.periodMs ?? 0));
  return asset.lastScoreAt === null || now - asset.lastScoreAt > limitMs ? 'stale' : 'live';
}

function degradedBecause(asset: Asset): string | null {
  if (asset.phase === 'failed') return asset.errorText ?? 'The detector failed';
  if (asset.phase === 'notScored') return asset.errorText ?? 'Not scored: a sensor gives no value';
  if (asset.sensorFaults === 1) return 'A sensor cannot be believed';
  if (asset.sensorFaults > 1) return `${asset.sensorFaults} sensors cannot be believed`;
  return null;
}

export function hasConcern(status: AssetStatus, concern: Concern): boolean {
  switch (concern) {
    case 'alerting':
      return status.priority !== null;
    case 'stale':
      return status.freshness === 'stale';
    case 'offline':
      return status.freshness === 'offline' || status.freshness === 'unknown';
    case 'degraded':
      return status.degraded !== null;
  }
}

const priorityRank: Record<AlertPriority, number> = { high: 0, medium: 1, low: 2 };
const freshnessRank: Record<Freshness, number> = { offline: 3, stale: 4, unknown: 5, live: 7 };

/** Lower is worse; equal for all that is equally well. Scores do not count, so calm tiles never move. */
export function severityRank(status: AssetStatus): number {
  if (status.priority !== null) return priorityRank[status.priority];
  if (status.freshness !== 'live') return freshnessRank[status.freshness];
  if (status.degraded !== null) return 6;
  return freshnessRank.live;
}

export function sameStatus(a: AssetStatus, b: AssetStatus): boolean {
  return (
    a.freshness === b.freshness &&
    a.priority === b.priority &&
    a.degraded === b.degraded &&
    a.preparing === b.preparing
  );
}
