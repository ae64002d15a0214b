import type { DeviceSummary, Presence } from '@lookout/shared/protocol/rest';
import { compareNames } from '../../components/by-name.ts';

/** One line of the fleet table: a device with what its streams have in common. */
export interface FleetRow {
  readonly id: string;
  readonly site: string;
  readonly status: Presence | 'revoked';
  readonly openAlerts: number;
  readonly streams: number;
  readonly model: string | null;
  readonly variant: string | null;
  readonly provider: string | null;
  readonly inferenceP95Us: number | null;
  readonly cpuPercent: number | null;
  readonly temperatureC: number | null;
  /** To the nearest throttling trip point. */
  readonly headroomC: number | null;
  readonly queue: number | null;
  readonly agentVersion: string | null;
  readonly lastSeenAt: number | null;
}

export type SortKey = keyof FleetRow;
export interface Sorting {
  readonly key: SortKey;
  readonly descending: boolean;
}

export const statuses = ['online', 'offline', 'unknown', 'revoked'] as const;

export function rowOf(device: DeviceSummary): FleetRow {
  const { load, streams } = device;
  return {
    id: device.id,
    site: device.site,
    status: device.revokedAt === null ? device.presence : 'revoked',
    openAlerts: device.openAlerts,
    streams: streams.length,
    model: common(streams.map((stream) => stream.modelName)),
    variant: common(streams.map((stream) => stream.variant)),
    provider: common(streams.map((stream) => stream.provider)),
    inferenceP95Us: load?.inferenceP95Us ?? null,
    cpuPercent: load?.cpuPercent ?? null,
    temperatureC: load?.temperatureC ?? null,
    headroomC: load?.headroomC ?? null,
    queue: load === null ? null : load.outbox.eventRecords + load.outbox.scoreRecords,
    agentVersion: device.agentVersion,
    lastSeenAt: device.lastSeenAt,
  };
}

/** The one value of all, "3 kinds" where they differ, null without any. */
function common(values: readonly (string | null)[]): string | null {
  const kinds = [...new Set(values.filter((value) => value !== null))];
  return kinds.length > 1 ? `${kinds.length} kinds` : (kinds[0] ?? null);
}

const sortKeys: ReadonlySet<string> = new Set<SortKey>([
  'id',
  'site',
  'status',
  'openAlerts',
  'streams',
  'model',
  'variant',
  'provider',
  'inferenceP95Us',
  'cpuPercent',
  'temperatureC',
  'headroomC',
  'queue',
  'agentVersion',
  'lastSeenAt',
]);

/** "-queue" is the longest queue first. */
export function sortingFrom(text: string | null): Sorting {
  const key = text?.replace(/^-/, '') ?? '';
  return isSortKey(key)
    ? { key, descending: text?.startsWith('-') ?? false }
    : { key: 'id', descending: false };
}

function isSortKey(key: string): key is SortKey {
  return sortKeys.has(key);
}

/** A column that is sorted by turns round; another begins where its interesting end is: numbers high. */
export function nextSorting(sorting: Sorting, key: SortKey, numeric: boolean): string {
  const descending = sorting.key === key ? !sorting.descending : numeric;
  return `${descending ? '-' : ''}${key}`;
}

/** What is unknown stands last, whichever way it is sorted. */
export function sortRows(rows: readonly FleetRow[], { key, descending }: Sorting): FleetRow[] {
  const turn = descending ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [x, y] = [a[key], b[key]];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    const order =
      typeof x === 'number' && typeof y === 'number' ? x - y : compareNames(String(x), String(y));
    return order * turn || compareNames(a.id, b.id);
  });
}

export interface FleetFilter {
  readonly search: string;
  readonly status: string | null;
}

export function filterRows(rows: readonly FleetRow[], { search, status }: FleetFilter): FleetRow[] {
  const text = search.trim().toLowerCase();
  return rows.filter(
    (row) =>
      (status === null || row.status === status) &&
      (text === '' ||
        [row.id, row.site, row.model, row.variant, row.agentVersion].some((part) =>
          part?.toLowerCase().includes(text),
        )),
  );
}
