import type { Dataset } from '@lookout/shared/protocol/datasets';
import { splitByTime } from '@lookout/shared/protocol/split-by-time';
import type { DatasetRow } from './dataset.repository.ts';

/** What people see of a data set's row. */
export function datasetOf({ recordings, ...row }: DatasetRow): Dataset {
  const times = recordings.flatMap(({ fromAt, toAt }) =>
    fromAt === null || toAt === null ? [] : [fromAt, toAt],
  );
  const counts = recordings.map(({ rows }) => rows);
  return {
    ...row,
    recordings: recordings.map(({ place: _, ...recording }) => recording),
    rows: counts.reduce((sum, rows) => sum + rows, 0),
    fromAt: times.length === 0 ? null : Math.min(...times),
    toAt: times.length === 0 ? null : Math.max(...times),
    parts: splitByTime(counts, row.split),
  };
}
