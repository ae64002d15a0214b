import type { Dataset } from '@lookout/shared/protocol/datasets';
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { fetchPreview } from '../../../api/queries.ts';
import { ErrorNotice } from '../../../components/error-notice.tsx';
import { formatNumber } from '../../../components/format.ts';
import classes from '../datasets.module.css';
import { PreviewChart } from './preview-chart.tsx';
import type { RowSpan } from './preview-options.ts';

interface PreviewChartsProps {
  readonly dataset: Dataset;
  readonly spans: readonly RowSpan[];
}

/** Every channel from its least to its greatest values, row by row, on the parts of the split. */
export function PreviewCharts({ dataset, spans }: PreviewChartsProps) {
  const { id, rows, channels } = dataset;
  const preview = useQuery({
    queryKey: ['preview', id, rows],
    queryFn: ({ signal }) => fetchPreview(id, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const drawn = useMemo(() => ({ spans, rows }), [spans, rows]);
  if (preview.error !== null)
    return <ErrorNotice what="The rows cannot be shown" error={preview.error} />;
  if (preview.data === undefined) return <Skeleton height={320} />;
  const { row, at, min, max } = preview.data;
  return (
    <section aria-label="Channels" className={classes.charts}>
      {channels.map(({ name, unit }, i) => {
        const [low, high] = [min[i] ?? [], max[i] ?? []];
        return (
          <div key={name}>
            <div className={classes.chartHead}>
              <h3>{name}</h3>
              <span className="muted small">
                {formatNumber(Math.min(...low))} to {formatNumber(Math.max(...high))} {unit}
              </span>
            </div>
            <PreviewChart {...drawn} row={row} at={at} min={low} max={high} label={name} />
          </div>
        );
      })}
    </section>
  );
}
