import type { Alert } from '@lookout/shared/protocol/rest';

/** ISA-18.2: ten alarms within ten minutes are more than one operator can deal with. */
export const floodCount = 10;
export const floodWindowMs = 10 * 60_000;

export interface Flood {
  readonly site: string;
  /** The first alert of the flood: the likeliest cause. */
  readonly firstOut: Alert;
  /** All of it, oldest first, high priorities too. */
  readonly alerts: readonly Alert[];
}

/** Stretches of a site's alerts in which some ten minutes hold ten or more. */
export function floodsOf(alerts: readonly Alert[]): Flood[] {
  const bySite = Map.groupBy(alerts, (alert) => alert.site);
  return [...bySite].flatMap(([site, ofSite]) =>
    stretches(ofSite.toSorted((a, b) => a.raisedAt - b.raisedAt)).map((stretch) => ({
      site,
      firstOut: stretch[0],
      alerts: stretch,
    })),
  );
}

function stretches(oldestFirst: readonly Alert[]): [Alert, ...Alert[]][] {
  const found: { alerts: [Alert, ...Alert[]]; last: number }[] = [];
  for (let start = 0; start + floodCount <= oldestFirst.length; start += 1) {
    const end = lastWithin(oldestFirst, start);
    if (end - start + 1 < floodCount) continue;
    const open = found.at(-1);
    const from = open !== undefined && start <= open.last ? open.last + 1 : start;
    const [first, ...rest] = oldestFirst.slice(from, end + 1);
    if (first === undefined) continue;
    if (open !== undefined && from > start) {
      open.alerts.push(first, ...rest);
      open.last = end;
    } else found.push({ alerts: [first, ...rest], last: end });
  }
  return found.map(({ alerts }) => alerts);
}

/** Index of the last alert raised within the window that begins with `start`. */
function lastWithin(oldestFirst: readonly Alert[], start: number): number {
  const until = (oldestFirst[start]?.raisedAt ?? 0) + floodWindowMs;
  let end = start;
  while ((oldestFirst[end + 1]?.raisedAt ?? Number.POSITIVE_INFINITY) <= until) end += 1;
  return end;
}
