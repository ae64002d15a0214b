import type { LoadSeries } from '@lookout/shared/protocol/placements';
import { Skeleton } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { fetchLoad } from '../../../api/placements.ts';
import { ErrorNotice } from '../../../components/error-notice.tsx';
import { Tabs } from '../../../components/tabs.tsx';
import { useNow } from '../../../components/ticker.ts';
import { CursorContext, CursorStore } from '../../device/charts/cursor-store.ts';
import { LoadChart } from './load-chart.tsx';
import { chartsOf } from './load-columns.ts';
import classes from './stream.module.css';

const hourMs = 3_600_000;
const spans = [
  { hours: 1, label: '1 h' },
  { hours: 6, label: '6 h' },
  { hours: 24, label: '24 h' },
] as const;
const points = 240;
const refetchMs = 15_000;

/** What the machine bore, and what ran under it: one time scale, one cursor. */
export function LoadTrends({
  device,
  stream,
}: {
  readonly device: string;
  readonly stream: string;
}) {
  const [hours, setHours] = useState<number>(1);
  const cursor = useMemo(() => new CursorStore(), []);
  const now = useNow();
  const load = useQuery({
    queryKey: ['placement-load', device, hours],
    queryFn: ({ signal }) => {
      const to = Date.now();
      return fetchLoad(device, { from: to - hours * hourMs, to, points }, signal);
    },
    placeholderData: keepPreviousData,
    refetchInterval: refetchMs,
  });
  const error = load.error ?? load.failureReason;
  return (
    <section className={classes.trends} aria-label="Load">
      <header className={classes.trendsHead}>
        <h2>Load</h2>
        <Tabs label="Range">
          {spans.map((span) => (
            <button
              key={span.hours}
              type="button"
              aria-pressed={hours === span.hours}
              onClick={() => setHours(span.hours)}
            >
              {span.label}
            </button>
          ))}
        </Tabs>
      </header>
      {error !== null && load.data === undefined && (
        <ErrorNotice what="The load cannot be shown" error={error} />
      )}
      {load.data === undefined && error === null && <Skeleton height={400} />}
      {load.data !== undefined && (
        <CursorContext value={cursor}>
          <Charts series={load.data} stream={stream} now={now} />
        </CursorContext>
      )}
    </section>
  );
}

interface ChartsProps {
  readonly series: LoadSeries;
  readonly stream: string;
  readonly now: number;
}

function Charts({ series, stream }: ChartsProps) {
  const charts = useMemo(() => chartsOf(series, stream), [series, stream]);
  if (charts.length === 0) return <p className="muted">No load was told in this time.</p>;
  return charts.map((chart, i) => (
    <LoadChart key={chart.name} chart={chart} series={series} timeAxis={i === charts.length - 1} />
  ));
}
