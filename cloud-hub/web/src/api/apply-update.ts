import type { Adaptation, AdaptationPage } from '@lookout/shared/protocol/adaptations';
import type { DatasetList } from '@lookout/shared/protocol/datasets';
import type { JobDetail, JobPage, JobSummary } from '@lookout/shared/protocol/jobs';
import type { RoomUpdate } from '@lookout/shared/protocol/live';
import type {
  PlacementDetail,
  PlacementEntry,
  PlacementMap,
} from '@lookout/shared/protocol/placements';
import type {
  Alert,
  AlertPage,
  AlertQuery,
  DeviceDetail,
  Overview,
} from '@lookout/shared/protocol/rest';
import type {
  RolloutList,
  RolloutMember,
  RolloutMemberList,
  RolloutPage,
} from '@lookout/shared/protocol/rollouts';

export function applyToOverview(overview: Overview, update: RoomUpdate): Overview {
  if (update.assets === undefined) return { ...overview, at: update.at };
  const changed = new Map(update.assets.map((asset) => [`${asset.device}/${asset.stream}`, asset]));
  const assets = overview.assets.map((asset) => {
    const key = `${asset.device}/${asset.stream}`;
    const next = changed.get(key);
    changed.delete(key);
    return next ?? asset;
  });
  return { ...overview, at: update.at, assets: [...assets, ...changed.values()] };
}

export type AlertFilter = Omit<AlertQuery, 'limit' | 'cursor'>;

/** The hub's filter once more, for alerts that arrive by socket. */
export function matches(alert: Alert, filter: AlertFilter): boolean {
  const closed = alert.state === 'normal';
  if (filter.state === 'open' && closed) return false;
  if (filter.state === 'closed' && !closed) return false;
  if (filter.shelved === 'hide' && alert.shelvedUntil !== null) return false;
  if (filter.shelved === 'only' && alert.shelvedUntil === null) return false;
  if (filter.kind !== undefined && alert.kind !== filter.kind) return false;
  if (filter.device !== undefined && alert.device !== filter.device) return false;
  if (filter.stream !== undefined && alert.stream !== filter.stream) return false;
  if (filter.priority !== undefined && alert.priority !== filter.priority) return false;
  return filter.search === undefined || mentions(alert, filter.search.toLowerCase());
}

function mentions(alert: Alert, text: string): boolean {
  const { what, site, area, device, stream } = alert;
  return [what, site, area, device, stream].some((part) => part?.toLowerCase().includes(text));
}

export function applyToAlerts(filter: AlertFilter) {
  return (page: AlertPage, update: RoomUpdate): AlertPage => {
    if (update.alerts === undefined) return page;
    const byId = new Map(page.alerts.map((alert) => [alert.id, alert]));
    for (const alert of update.alerts) {
      if (matches(alert, filter)) byId.set(alert.id, alert);
      else byId.delete(alert.id);
    }
    return {
      ...page,
      alerts: [...byId.values()],
      total: page.total + byId.size - page.alerts.length,
    };
  };
}

/** New ones stand on top; of all jobs, for the list tells their states apart by itself. */
export function applyToJobs(page: JobPage, update: RoomUpdate): JobPage {
  if (update.jobs === undefined) return page;
  const byId = new Map(page.jobs.map((job) => [job.id, job]));
  for (const job of update.jobs) byId.set(job.id, job);
  const newest = (a: JobSummary, b: JobSummary) => b.createdAt - a.createdAt;
  return { ...page, jobs: [...byId.values()].sort(newest) };
}

export function applyToJob(detail: JobDetail, update: RoomUpdate): JobDetail {
  return update.job === undefined ? detail : { ...detail, job: update.job };
}

/** Made or changed; what is gone comes with a hole. The newest stand first. */
export function applyToDatasets(list: DatasetList, update: RoomUpdate): DatasetList {
  return {
    ...list,
    datasets: merged(list.datasets, update.datasets ?? []),
    captures: merged(list.captures, update.captures ?? []),
  };
}

export function applyToRollouts(list: RolloutList, update: RoomUpdate): RolloutList {
  if (update.rollouts === undefined) return list;
  return { ...list, rollouts: merged(list.rollouts, update.rollouts) };
}

export function applyToRollout(page: RolloutPage, update: RoomUpdate): RolloutPage {
  return update.rollout === undefined ? page : { ...page, ...update.rollout };
}

/** Those that changed take their places; those of a wave that has just begun join at the end. */
export function applyToMembers(list: RolloutMemberList, update: RoomUpdate): RolloutMemberList {
  if (update.members === undefined) return list;
  const key = ({ device, stream }: RolloutMember) => `${device}/${stream}`;
  const byKey = new Map(list.members.map((member) => [key(member), member]));
  for (const member of update.members) byKey.set(key(member), member);
  return { ...list, members: [...byKey.values()] };
}

/** Those that changed take their places; the map is put in order where it is drawn. */
export function applyToPlacements(map: PlacementMap, update: RoomUpdate): PlacementMap {
  if (update.placements === undefined) return { ...map, at: update.at };
  const key = ({ device, stream }: PlacementEntry) => `${device}/${stream}`;
  const byKey = new Map(map.entries.map((entry) => [key(entry), entry]));
  for (const entry of update.placements) byKey.set(key(entry), entry);
  return { ...map, at: update.at, entries: [...byKey.values()] };
}

/** What an update tells of the stream of a page. */
export const entryOf = (
  { entry: { device, stream } }: PlacementDetail,
  { placements }: RoomUpdate,
): PlacementEntry | undefined =>
  placements?.find((one) => one.device === device && one.stream === stream);

export const applyToPlacement = (detail: PlacementDetail, update: RoomUpdate): PlacementDetail => ({
  ...detail,
  at: update.at,
  entry: entryOf(detail, update) ?? detail.entry,
});

function merged<T extends { readonly id: string; readonly createdAt: number }>(
  held: readonly T[],
  changed: readonly T[],
): T[] {
  const byId = new Map([...held, ...changed].map((one) => [one.id, one]));
  return [...byId.values()].toSorted((a, b) => b.createdAt - a.createdAt);
}

export function applyToDevice(detail: DeviceDetail, update: RoomUpdate): DeviceDetail {
  return update.device === undefined ? detail : { ...detail, device: update.device };
}

/** New ones of the stream join by their time; one that was delivered again is there already. */
export function applyToAdaptations(stream: string) {
  return (page: AdaptationPage, update: RoomUpdate): AdaptationPage => {
    const fresh = update.adaptations?.filter((adaptation) => adaptation.stream === stream) ?? [];
    if (fresh.length === 0) return page;
    return { ...page, adaptations: newestFirst([...page.adaptations, ...fresh]) };
  };
}

/** Each of them once. */
export function newestFirst(adaptations: readonly Adaptation[]): Adaptation[] {
  const byId = new Map(adaptations.map((adaptation) => [adaptation.id, adaptation]));
  return [...byId.values()].sort((a, b) => b.at - a.at);
}
