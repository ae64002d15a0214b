import { recordOf } from '@lookout/shared/collection/record-of';
import { ranOf } from '@lookout/shared/placement/placed';
import {
  type FigureSeries,
  type LoadSeries,
  loadFigures,
  type PlacedVariant,
} from '@lookout/shared/protocol/placements';
import type { LoadColumns } from './load.repository.ts';
import { slotMs } from './load-slot.ts';

interface Range {
  readonly from: number;
  readonly to: number;
  /** At most so many buckets. */
  readonly points: number;
}

interface Bucket {
  sum: number;
  count: number;
  min: number;
  max: number;
}

/** Whole half minutes, so that no bucket is empty for being too narrow. */
const bucketMsOf = ({ from, to, points }: Range): number =>
  Math.max(1, Math.ceil((to - from + 1) / points / slotMs)) * slotMs;

/** Mean, minimum and maximum of each bucket. @param columns null: the device has told nothing in the time */
export function toLoadSeries(
  device: string,
  range: Range,
  columns: LoadColumns | null,
): LoadSeries {
  const bucketMs = bucketMsOf(range);
  const first = Math.floor(range.from / bucketMs) * bucketMs;
  const count = Math.floor((range.to - first) / bucketMs) + 1;
  const places = (columns?.at ?? []).map((at) => Math.floor((at - first) / bucketMs));
  const series = (values: readonly (number | null)[]) => bucketed(values, places, count);
  return {
    ...{ device, from: range.from, to: range.to, bucketMs },
    at: Array.from({ length: count }, (_, i) => first + i * bucketMs),
    figures: recordOf(loadFigures, (name) => series(columns?.columns[name] ?? [])),
    streams: streamSeries(columns, places, count),
  };
}

function bucketed(
  values: readonly (number | null | undefined)[],
  places: readonly number[],
  count: number,
): FigureSeries {
  const buckets = new Map<number, Bucket>();
  values.forEach((value, i) => {
    const place = places[i];
    if (value === null || value === undefined || place === undefined) return;
    const bucket = buckets.get(place);
    if (bucket === undefined) buckets.set(place, { sum: value, count: 1, min: value, max: value });
    else {
      bucket.sum += value;
      bucket.count += 1;
      bucket.min = Math.min(bucket.min, value);
      bucket.max = Math.max(bucket.max, value);
    }
  });
  const column = (of: (bucket: Bucket) => number) =>
    Array.from({ length: count }, (_, i) => {
      const bucket = buckets.get(i);
      return bucket === undefined ? null : of(bucket);
    });
  return {
    mean: column(({ sum, count: n }) => sum / n),
    min: column(({ min }) => min),
    max: column(({ max }) => max),
  };
}

function streamSeries(
  columns: LoadColumns | null,
  places: readonly number[],
  count: number,
): LoadSeries['streams'] {
  const rows = columns?.columns.streams ?? [];
  const names = new Set(rows.flatMap((row) => row.map(({ stream }) => stream)));
  return [...names].sort().map((stream) => {
    const own = rows.map((row) => row.find((one) => one.stream === stream) ?? null);
    const ran: (PlacedVariant | null)[] = Array.from({ length: count }, () => null);
    own.forEach((one, i) => {
      const place = places[i];
      const then = one === null ? null : ranOf(one);
      if (place !== undefined && then !== null) ran[place] = then;
    });
    const figure = (of: 'p95Us' | 'lagP95Us') =>
      bucketed(
        own.map((one) => one?.[of] ?? null),
        places,
        count,
      );
    return { stream, p95Us: figure('p95Us'), lagP95Us: figure('lagP95Us'), ran };
  });
}
