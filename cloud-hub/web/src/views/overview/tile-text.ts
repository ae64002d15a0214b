import type { Asset } from '@lookout/shared/protocol/rest';
import type { AssetStatus } from './asset-status.ts';

/** Words before numbers: the first thing to know of an asset. */
export function tileHeadline(asset: Asset, status: AssetStatus): string {
  if (status.priority !== null) return asset.headline ?? 'Alert open';
  if (status.freshness === 'offline') return 'Device offline';
  if (status.freshness === 'unknown') return 'Not heard since the hub started';
  if (status.freshness === 'stale') return 'No fresh score';
  if (status.degraded !== null) return status.degraded;
  return status.preparing ? 'Getting ready' : 'Normal';
}

/** The state of the score in the tile's corner; a fresh one needs no word. */
export function tileAge(status: AssetStatus, age: string | null): string {
  if (status.freshness === 'live') return age ?? '';
  return age === null ? status.freshness : `${status.freshness} · ${age}`;
}
