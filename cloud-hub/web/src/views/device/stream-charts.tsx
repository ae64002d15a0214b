import type { StreamReport } from '@lookout/shared/protocol/presence';
import type { Alert, DeviceSummary, Series } from '@lookout/shared/protocol/rest';
import { Skeleton, UnstyledButton } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { useNow } from '../../components/ticker.ts';
import { useIsLive } from '../../components/use-liveness.ts';
import chartClasses from './charts/charts.module.css';
import { ScoreChart } from './charts/score-chart.tsx';
import { SensorChart } from './charts/sensor-chart.tsx';
import classes from './device.module.css';
import { boundsOf, fixedRange, rangeFrom, withRange } from './range.ts';
import { ScoreLine } from './score-line.tsx';
import { noSpans, spansOf } from './series/alert-spans.ts';
import { channelOrder } from './series/channel-order.ts';
import { useSeries } from './series/use-series.ts';

const firstSensors = 8;
const moreSensors = 24;
/** Sensors change places at most this often, so that one can be read while it is on top. */
const reorderMs = 10_000;
const silentAfterMs = 10_000;
const silentAfterPeriods = 5;

interface StreamChartsProps {
  readonly device: DeviceSummary;
  readonly stream: StreamReport;
  /** Open and closed. */
  readonly alerts: readonly Alert[];
}

/** The score, then the sensors, those that deviate most on top. */
export function StreamCharts({ device, stream, alerts }: StreamChartsProps) {
  const now = useNow();
  const live = useIsLive();
  const [parameters, setParameters] = useSearchParams();
  const search = parameters.toString();
  const range = useMemo(() => rangeFrom(new URLSearchParams(search)), [search]);
  const [shown, setShown] = useState(firstSensors);
  const { from, to } = boundsOf(range, now);
  const query = useSeries({
    device: device.id,
    stream: stream.name,
    periodMs: stream.periodMs,
    range,
  });
  const overlapping = useMemo(
    () => alerts.filter((alert) => alert.since <= to && (alert.clearedAt ?? to) >= from),
    [alerts, from, to],
  );
  const spans = useMemo(() => spansOf(overlapping), [overlapping]);
  const series = query.data;
  const order = useOrder(series, overlapping, now);

  if (series === undefined)
    return query.error === null ? (
      <Skeleton height={640} />
    ) : (
      <ErrorNotice what="The history cannot be shown" error={query.error} />
    );

  const lastAt = series.at.at(-1) ?? null;
  const limitMs = Math.max(
    silentAfterMs,
    silentAfterPeriods * (stream.periodMs ?? 0),
    2 * (series.bucketMs ?? 0),
  );
  const silentFrom = lastAt !== null && Math.min(to, now) - lastAt > limitMs ? lastAt : null;
  const stretch = {
    series,
    from,
    to,
    silentFrom,
    onZoom: (start: number, end: number) =>
      setParameters(withRange(parameters, fixedRange(start, end))),
  };
  const units = new Map(stream.channels.map((channel) => [channel.name, channel.unit]));
  return (
    <div className={classes.charts} data-live={live}>
      <section aria-label="Score">
        <ScoreLine series={series} silent={silentFrom !== null} />
        <ScoreChart {...stretch} spans={spans.all} />
      </section>
      <section aria-label="Sensors">
        <div className={chartClasses.sensors}>
          {order.slice(0, shown).map((channel) => {
            const name = series.channels[channel] ?? '';
            return (
              <SensorChart
                key={name}
                {...stretch}
                spans={spans.bySensor.get(name) ?? noSpans}
                channel={channel}
                unit={units.get(name) ?? null}
              />
            );
          })}
        </div>
        {shown < order.length && (
          <UnstyledButton
            className={classes.moreSensors}
            onClick={() => setShown(shown + moreSensors)}
          >
            {order.length - shown} more sensors
          </UnstyledButton>
        )}
      </section>
    </div>
  );
}

/** The channels' order, kept for a while; another alert changes it at once. */
function useOrder(series: Series | undefined, alerts: readonly Alert[], now: number): number[] {
  const active = alerts.filter((alert) => alert.clearedAt === null);
  const telling = active.length > 0 ? active : alerts;
  const turn = Math.floor(now / reorderMs);
  const ids = telling.map((alert) => alert.id).join();
  const known = series?.channels.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: not with every row, see reorderMs
  return useMemo(
    () =>
      series === undefined
        ? []
        : channelOrder(
            series,
            telling.flatMap((each) => each.channels),
          ),
    [turn, ids, known],
  );
}
