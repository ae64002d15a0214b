import {
  LoadSeries,
  type NewPlacementPolicy,
  PlacementDetail,
  PlacementMap,
  PlacementPolicyList,
  PlacementPolicySet,
  type PlacementScope,
  SwitchRate,
  scopeText,
  WhatIfReport,
  type WhatIfRequest,
} from '@lookout/shared/protocol/placements';
import type { z } from 'zod';
import { command, request } from './http.ts';

// Which variant each stream runs and why; what changes comes back by socket.

export const fetchPlacements = (signal: AbortSignal) =>
  request(PlacementMap, '/api/placement', { signal });

const pathOf = (device: string, stream: string) => `/api/placement/${device}/${stream}`;

export const fetchPlacement = (device: string, stream: string, signal: AbortSignal) =>
  request(PlacementDetail, pathOf(device, stream), { signal });

export const fetchPlacementPolicies = (signal: AbortSignal) =>
  request(PlacementPolicyList, '/api/placement/policies', { signal });

/** @param points at most so many buckets */
export const fetchLoad = (
  device: string,
  { from, to, points }: { readonly from: number; readonly to: number; readonly points: number },
  signal: AbortSignal,
) =>
  request(LoadSeries, `/api/devices/${device}/load?from=${from}&to=${to}&points=${points}`, {
    signal,
  });

export const fetchSwitches = (from: number, to: number, signal: AbortSignal) =>
  request(SwitchRate, `/api/placement/switches?from=${from}&to=${to}`, { signal });

/** What is left out has the hub's default. */
export type NewPolicy = z.input<typeof NewPlacementPolicy>;

export const setPlacementPolicy = (body: NewPolicy) =>
  request(PlacementPolicySet, '/api/placement/policies', { method: 'PUT', body });

export const dropPlacementPolicy = (scope: PlacementScope) =>
  command(`/api/placement/policies?scope=${encodeURIComponent(scopeText(scope))}`, {
    method: 'DELETE',
  });

/** Changes nothing: what would have been chosen with the load of the last hours? */
export const askWhatIf = (body: z.input<typeof WhatIfRequest>, signal: AbortSignal) =>
  request(WhatIfReport, '/api/placement/what-if', { method: 'POST', body, signal });

/** Where a browser fetches the stored load of a stream, as a file. */
export const traceAddress = (
  { device, stream }: { readonly device: string; readonly stream: string },
  hours: number,
): string => `${pathOf(device, stream)}/trace?hours=${hours}`;

/** Times every variant of the stream's release again. */
export const profileStream = (device: string, stream: string) =>
  command(`${pathOf(device, stream)}/profile`, { method: 'POST', body: {} });
