import type { PlacementEntry } from '@lookout/shared/protocol/placements';
import { compareNames } from '../../components/by-name.ts';
import { processorsOf, whyText } from './placement-text.ts';

export interface PlacementFilter {
  readonly search: string;
  /** `cpu`, `gpu` or null for both. */
  readonly runs: string | null;
  readonly problems: boolean;
}

export function filterEntries(
  entries: readonly PlacementEntry[],
  { search, runs, problems }: PlacementFilter,
): PlacementEntry[] {
  const text = search.trim().toLowerCase();
  return entries.filter(
    (entry) =>
      (runs === null || processorsOf(entry) === runs) &&
      (!problems || entry.problems.length > 0) &&
      (text === '' || mentions(entry, text)),
  );
}

const mentions = (entry: PlacementEntry, text: string): boolean =>
  [
    ...[entry.device, entry.stream, entry.site, whyText(entry)],
    ...[entry.running?.variant, entry.running?.provider, entry.release?.model],
  ].some((part) => part?.toLowerCase().includes(text));

/** Those with a problem first, then by site, device and stream. */
export const inOrder = (entries: readonly PlacementEntry[]): PlacementEntry[] =>
  entries.toSorted(
    (a, b) =>
      Number(b.problems.length > 0) - Number(a.problems.length > 0) ||
      compareNames(a.site, b.site) ||
      compareNames(a.device, b.device) ||
      compareNames(a.stream, b.stream),
  );

export interface SiteMap {
  readonly site: string;
  readonly entries: readonly PlacementEntry[];
}

/** By site, each in the order of its devices, so that a cell keeps its place. */
export function bySite(entries: readonly PlacementEntry[]): SiteMap[] {
  const sites = new Map<string, PlacementEntry[]>();
  const sorted = entries.toSorted(
    (a, b) => compareNames(a.device, b.device) || compareNames(a.stream, b.stream),
  );
  for (const entry of sorted) sites.set(entry.site, [...(sites.get(entry.site) ?? []), entry]);
  return [...sites]
    .map(([site, own]) => ({ site, entries: own }))
    .sort((a, b) => compareNames(a.site, b.site));
}

export interface PlacementCounts {
  readonly cpu: number;
  readonly gpu: number;
  readonly problems: number;
  readonly switches: number;
}

export function countEntries(entries: readonly PlacementEntry[]): PlacementCounts {
  const of = (processor: string) =>
    entries.filter((entry) => processorsOf(entry) === processor).length;
  return {
    ...{ cpu: of('cpu'), gpu: of('gpu') },
    problems: entries.filter(({ problems }) => problems.length > 0).length,
    switches: entries.reduce((sum, { switches }) => sum + switches, 0),
  };
}

export const keyOf = ({ device, stream }: Pick<PlacementEntry, 'device' | 'stream'>): string =>
  `${device}/${stream}`;
export const addressOf = ({ device, stream }: Pick<PlacementEntry, 'device' | 'stream'>): string =>
  `/fleet/placement/${device}/${stream}`;
