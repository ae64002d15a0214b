import type { FigureSeries, LoadFigure, LoadSeries } from '@lookout/shared/protocol/placements';

/** One chart of the load: a figure with its least and greatest in each bucket. */
export interface LoadChartColumns {
  readonly name: string;
  readonly unit: string;
  readonly column: FigureSeries;
  readonly digits: number;
}

const figures: readonly { key: LoadFigure; name: string; unit: string; scale: number }[] = [
  { key: 'cpuPercent', name: 'CPU', unit: '%', scale: 1 },
  { key: 'otherCpuPercent', name: 'CPU of other processes', unit: '%', scale: 1 },
  { key: 'gpuPercent', name: 'GPU', unit: '%', scale: 1 },
  { key: 'headroomC', name: 'Headroom to throttling', unit: '°C', scale: 1 },
  { key: 'memoryUsedBytes', name: 'Memory used', unit: 'GiB', scale: 2 ** -30 },
  { key: 'powerMilliwatts', name: 'Power', unit: 'W', scale: 1e-3 },
];

/** Those of which anything is known; the stream's own delay stands first. */
export function chartsOf(series: LoadSeries, stream: string): LoadChartColumns[] {
  const own = series.streams.find((one) => one.stream === stream);
  const charts = figures.flatMap(({ key, name, unit, scale }) => {
    const column = series.figures[key];
    return column === undefined ? [] : [{ name, unit, column: scaled(column, scale), digits: 1 }];
  });
  const lag =
    own === undefined
      ? []
      : [
          {
            name: 'From row to score, p95',
            unit: 'ms',
            column: scaled(own.lagP95Us, 1e-3),
            digits: 2,
          },
        ];
  return [...lag, ...charts].filter(({ column }) => column.mean.some((value) => value !== null));
}

const scaled = ({ mean, min, max }: FigureSeries, by: number): FigureSeries => {
  const all = (column: readonly (number | null)[]) =>
    column.map((value) => (value === null ? null : value * by));
  return { mean: all(mean), min: all(min), max: all(max) };
};
