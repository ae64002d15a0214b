import type { Alert } from '@lookout/shared/protocol/rest';

/** A pause this short between two alerts of an asset does not make them two troubles. */
const pauseMs = 60_000;

/** Alerts of one asset that belong together, the first-out at the front. */
export type Episode = readonly [firstOut: Alert, ...followers: Alert[]];

/**
 * Groups alerts by asset, and there by overlap in time: what was raised while an earlier one was still
 * active, or within a minute after, came of the same trouble and stands under its first-out.
 */
export function episodesOf(alerts: readonly Alert[]): Episode[] {
  const open = new Map<string, { episode: [Alert, ...Alert[]]; until: number }>();
  const episodes: Episode[] = [];
  const oldestFirst = alerts.toSorted((a, b) => a.since - b.since || a.id.localeCompare(b.id));
  for (const alert of oldestFirst) {
    const asset = `${alert.device}/${alert.stream}`;
    const until = alert.clearedAt ?? Number.POSITIVE_INFINITY;
    const running = open.get(asset);
    if (running !== undefined && alert.since <= running.until + pauseMs) {
      running.episode.push(alert);
      running.until = Math.max(running.until, until);
      continue;
    }
    const episode: [Alert, ...Alert[]] = [alert];
    open.set(asset, { episode, until });
    episodes.push(episode);
  }
  return episodes;
}
