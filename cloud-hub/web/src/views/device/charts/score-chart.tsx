import type { Series } from '@lookout/shared/protocol/rest';
import { useMemo } from 'react';
import uPlot from 'uplot';
import type { AlertSpan } from './backdrop.ts';
import type { ChartLines } from './chart-options.ts';
import { TimeChart } from './time-chart.tsx';

const heightPx = 200;
const steps = uPlot.paths.stepped?.({ align: 1 });

const lines: ChartLines = {
  series: (colours) => [
    { stroke: colours.trend, width: 1.5, points: { show: false } },
    { stroke: colours.band, width: 1, points: { show: false } },
    // A level holds until it is moved: steps, not slopes.
    { stroke: colours.strong, width: 1.5, dash: [6, 4], points: { show: false }, paths: steps },
  ],
  bands: (colours) => [{ series: [1, 2], fill: colours.band }],
  yRange: (low, high) => [Math.min(0, low), Math.max(1, high) * 1.08],
};

export interface StretchProps {
  readonly series: Series;
  readonly from: number;
  readonly to: number;
  readonly spans: readonly AlertSpan[];
  readonly silentFrom: number | null;
  readonly onZoom: (from: number, to: number) => void;
}

/** Score against threshold; a band from minimum to maximum where many windows share a point. */
export function ScoreChart({ series, ...stretch }: StretchProps) {
  const data = useMemo(
    () =>
      [
        series.at,
        series.score,
        series.bucketMs === null ? series.at.map(() => null) : series.scoreMin,
        series.threshold,
      ] as const,
    [series],
  );
  return (
    <TimeChart
      {...stretch}
      lines={lines}
      data={[...data]}
      heightPx={heightPx}
      timeAxis
      label="Anomaly score against its limit"
    />
  );
}
