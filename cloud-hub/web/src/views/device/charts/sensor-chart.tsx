import { useMemo } from 'react';
import { formatNumber } from '../../../components/format.ts';
import { lastRow, nearestRow } from '../series/rows.ts';
import type { ChartLines } from './chart-options.ts';
import classes from './charts.module.css';
import { useCursorTime } from './cursor-store.ts';
import type { StretchProps } from './score-chart.tsx';
import { TimeChart } from './time-chart.tsx';

const heightPx = 104;

const lines: ChartLines = {
  series: (colours) => [
    { stroke: colours.soft, width: 3, alpha: 0.7, points: { show: false } },
    { stroke: colours.trend, width: 1, points: { show: false } },
  ],
  yRange: (low, high) => {
    const margin = (high - low) * 0.1 || Math.abs(high) * 0.01 || 1;
    return [low - margin, high + margin];
  },
};

interface SensorChartProps extends StretchProps {
  readonly channel: number;
  readonly unit: string | null;
}

/** One sensor, measured over reconstructed, with its figures at the pointer or now. */
export function SensorChart({ channel, unit, series, ...stretch }: SensorChartProps) {
  const name = series.channels[channel] ?? '';
  const data = useMemo(
    () => [series.at, series.expected[channel] ?? [], series.values[channel] ?? []] as const,
    [series, channel],
  );
  return (
    <section
      className={classes.sensor}
      aria-label={name}
      data-silent={stretch.silentFrom !== null}
      data-named={stretch.spans.some((span) => span.to === null)}
    >
      <header className={classes.sensorHead}>
        <h3>{name}</h3>
        <span className="muted">{unit}</span>
        <Figures {...{ series, channel }} />
      </header>
      <TimeChart
        {...stretch}
        lines={lines}
        data={[...data]}
        heightPx={heightPx}
        timeAxis={false}
        label={`${name}, measured and expected`}
      />
    </section>
  );
}

function Figures({ series, channel }: Pick<SensorChartProps, 'series' | 'channel'>) {
  const time = useCursorTime();
  const values = series.values[channel] ?? [];
  const row = time === null ? lastRow(values) : nearestRow(series.at, time);
  const value = values[row] ?? null;
  const expected = series.expected[channel]?.[row] ?? null;
  return (
    <span className={classes.figures}>
      <strong className="number">{formatNumber(value, expected)}</strong>
      <span className="muted">expected</span>
      <span className="number">{formatNumber(expected, value)}</span>
    </span>
  );
}
