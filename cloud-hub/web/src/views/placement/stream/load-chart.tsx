import type { LoadSeries } from '@lookout/shared/protocol/placements';
import { useMemo } from 'react';
import type { ChartLines } from '../../device/charts/chart-options.ts';
import { useCursorTime } from '../../device/charts/cursor-store.ts';
import { TimeChart } from '../../device/charts/time-chart.tsx';
import { lastRow, nearestRow } from '../../device/series/rows.ts';
import type { LoadChartColumns } from './load-columns.ts';
import classes from './stream.module.css';

const heightPx = 96;

const lines: ChartLines = {
  series: (colours) => [
    { stroke: colours.trend, width: 1.5, points: { show: false } },
    { stroke: colours.band, width: 1, points: { show: false } },
    { stroke: colours.band, width: 1, points: { show: false } },
  ],
  // Least to greatest, so that no spike is averaged away.
  bands: (colours) => [{ series: [3, 2], fill: colours.band }],
  yRange: (low, high) => {
    const margin = (high - low) * 0.1 || Math.abs(high) * 0.05 || 1;
    return [low >= 0 ? Math.max(0, low - margin) : low - margin, high + margin];
  },
};

interface LoadChartProps {
  readonly chart: LoadChartColumns;
  readonly series: LoadSeries;
  readonly timeAxis: boolean;
}

/** One figure of the machine, with its value at the pointer or now. */
export function LoadChart({ chart, series, timeAxis }: LoadChartProps) {
  const { name, unit, column, digits } = chart;
  const time = useCursorTime();
  const row = time === null ? lastRow(column.mean) : nearestRow(series.at, time);
  const value = column.mean[row];
  const data = useMemo(
    () => [series.at, column.mean, column.min, column.max] as const,
    [series, column],
  );
  return (
    <section className={classes.chart} aria-label={name}>
      <h3>
        {name} <span className="number">{value?.toFixed(digits) ?? '–'}</span>{' '}
        <span className="muted">{unit}</span>
      </h3>
      <TimeChart
        lines={lines}
        data={[...data.map((one) => [...one])] as [number[], ...(number | null)[][]]}
        from={series.from}
        to={series.to}
        heightPx={timeAxis ? heightPx + 24 : heightPx}
        timeAxis={timeAxis}
        label={`${name} over time, ${unit}`}
        spans={[]}
        silentFrom={null}
        onZoom={() => {}}
      />
    </section>
  );
}
