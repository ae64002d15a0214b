import type { AssetKey } from '@lookout/shared/protocol/names';
import type { Series, SeriesQuery } from '@lookout/shared/protocol/rest';
import { Injectable } from '@nestjs/common';
import { SeriesRepository } from './series.repository.ts';
import { toSeries } from './series-points.ts';

@Injectable()
export class SeriesService {
  constructor(private readonly series: SeriesRepository) {}

  /** Every window where there are few, buckets where there are many; see `Series`. */
  async read(key: AssetKey, { from, to, points }: SeriesQuery): Promise<Series> {
    const range = { ...key, from, to };
    const count = await this.series.count(range, points + 1);
    if (count <= points) return toSeries(key, await this.series.windows(range), null);
    const bucketMs = bucketWidthMs(from, to, points);
    return toSeries(key, await this.series.buckets(range, bucketMs), bucketMs);
  }
}

/** Buckets lie on multiples of their width, so that a chart that moves on does not flicker. */
export function bucketWidthMs(from: number, to: number, points: number): number {
  // One bucket more than whole ones is cut by the range's ends.
  return Math.max(1, Math.ceil((to - from + 1) / Math.max(1, points - 1)));
}
