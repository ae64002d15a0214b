import { AdaptationPage, type AdaptationQuery } from '@lookout/shared/protocol/adaptations';
import { DatasetList, DatasetPreview } from '@lookout/shared/protocol/datasets';
import { JobDetail, JobPage } from '@lookout/shared/protocol/jobs';
import {
  AlertDetail,
  AlertPage,
  type AlertQuery,
  CommandState,
  DeviceDetail,
  DeviceSummary,
  Overview,
  Series,
  User,
} from '@lookout/shared/protocol/rest';
import { z } from 'zod';
import { request } from './http.ts';

// One function per address that is read; the hub's answer is parsed here and true from here on.

export const fetchOverview = (signal: AbortSignal) =>
  request(Overview, '/api/overview', { signal });

export function fetchAlerts(query: Partial<AlertQuery>, signal: AbortSignal): Promise<AlertPage> {
  return request(AlertPage, `/api/alerts?${parameters(query)}`, { signal });
}

export const fetchAlert = (id: string, signal: AbortSignal) =>
  request(AlertDetail, `/api/alerts/${id}`, { signal });

export const fetchDevices = (signal: AbortSignal) =>
  request(z.array(DeviceSummary), '/api/devices', { signal });

export const fetchDevice = (id: string, signal: AbortSignal) =>
  request(DeviceDetail, `/api/devices/${id}`, { signal });

export interface SeriesRange {
  readonly device: string;
  readonly stream: string;
  /** ms UTC. */
  readonly from: number;
  readonly to: number;
  readonly points: number;
}

export function fetchSeries(range: SeriesRange, signal: AbortSignal): Promise<Series> {
  const { device, stream, from, to, points } = range;
  const query = parameters({ from: Math.round(from), to: Math.round(to), points });
  return request(Series, `/api/devices/${device}/streams/${stream}/series?${query}`, { signal });
}

export const fetchCommands = (device: string, signal: AbortSignal) =>
  request(z.array(CommandState), `/api/devices/${device}/commands`, { signal });

export const fetchAdaptations = (
  { device, stream }: { device: string; stream: string },
  query: Partial<AdaptationQuery>,
  signal: AbortSignal,
) =>
  request(
    AdaptationPage,
    `/api/devices/${device}/streams/${stream}/adaptations?${parameters(query)}`,
    { signal },
  );

export const fetchJobs = (signal: AbortSignal) => request(JobPage, '/api/jobs', { signal });

export const fetchJob = (id: string, signal: AbortSignal) =>
  request(JobDetail, `/api/jobs/${id}`, { signal });

export const fetchDatasets = (signal: AbortSignal) =>
  request(DatasetList, '/api/datasets', { signal });

export const fetchPreview = (id: string, signal: AbortSignal) =>
  request(DatasetPreview, `/api/datasets/${id}/preview?points=400`, { signal });

export const fetchUsers = (signal: AbortSignal) => request(z.array(User), '/api/users', { signal });

function parameters(query: object): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString();
}
