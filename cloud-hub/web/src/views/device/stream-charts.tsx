import type { StreamReport } from '@lookout/shared/protocol/presence';
import type { Alert, DeviceSummary } from '@lookout/shared/protocol/rest';
import { Skeleton } from '@mantine/core';
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { useNow } from '../../components/ticker.ts';
import { useIsLive } from '../../components/use-liveness.ts';
import { ScoreChart } from './charts/score-chart.tsx';
import classes from './device.module.css';
import { boundsOf, fixedRange, rangeFrom, withRange } from './range.ts';
import { ScoreLine } from './score-line.tsx';
import { SensorCharts } from './sensor-charts.tsx';
import { spansOf } from './series/alert-spans.ts';
import { silentSince } from './series/silence.ts';
import { useChannelOrder } from './series/use-channel-order.ts';
import { useSeries } from './series/use-series.ts';

interface StreamChartsProps {
  readonly device: DeviceSummary;
  readonly stream: StreamReport;
  /** Open and closed. */
  readonly alerts: readonly Alert[];
}

/** The score, then the sensors, those that deviate most on top. */
export function StreamCharts({ device, stream, alerts }: StreamChartsProps) {
  const { name, periodMs, channels } = stream;
  const now = useNow();
  const live = useIsLive();
  const [parameters, setParameters] = useSearchParams();
  const search = parameters.toString();
  const range = useMemo(() => rangeFrom(new URLSearchParams(search)), [search]);
  const { from, to } = boundsOf(range, now);
  const query = useSeries({ device: device.id, stream: name, periodMs, range });
  const series = query.data;
  const inSight = useMemo(
    () => alerts.filter((alert) => alert.since <= to && (alert.clearedAt ?? to) >= from),
    [alerts, from, to],
  );
  const spans = useMemo(() => spansOf(inSight), [inSight]);
  const order = useChannelOrder(series, inSight, now);

  if (series === undefined)
    return query.error === null ? (
      <Skeleton height={640} />
    ) : (
      <ErrorNotice what="The history cannot be shown" error={query.error} />
    );
  const silentFrom = silentSince({ ...series, periodMs, to, now });
  const zoom = (start: number, end: number) =>
    setParameters(withRange(parameters, fixedRange(start, end)));
  const stretch = { series, from, to, silentFrom, onZoom: zoom };
  return (
    <div className={classes.charts} data-live={live}>
      <section aria-label="Score">
        <ScoreLine series={series} silent={silentFrom !== null} />
        <ScoreChart {...stretch} spans={spans.all} />
      </section>
      <SensorCharts {...stretch} order={order} channels={channels} spans={spans} />
    </div>
  );
}
