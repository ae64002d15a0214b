import type { PartName } from '@lookout/shared/protocol/datasets';
import type uPlot from 'uplot';
import { axisTimeText } from '../../../components/age-text.ts';
import { formatNumber, formatTick } from '../../../components/format.ts';
import type { ChartColours } from '../../device/charts/chart-colours.ts';

export const previewHeightPx = 112;

/** Rows of a part, counted through all recordings: `from` up to, without, `to`. */
export interface RowSpan {
  readonly part: PartName;
  readonly from: number;
  readonly to: number;
}

interface PreviewFrame {
  readonly colours: ChartColours;
  readonly widthPx: number;
  readonly rows: number;
  readonly row: readonly number[];
  readonly at: readonly number[] | null;
  readonly read: () => { readonly spans: readonly RowSpan[] };
}

/** The wash of each part, from the theme; training rows lie on the bare surface. */
const washes: Readonly<Record<PartName, number>> = { train: 0, calibration: 0.4, validation: 0.8 };

export function previewOptions(frame: PreviewFrame): uPlot.Options {
  const { colours, widthPx, rows } = frame;
  const line = { stroke: colours.trend, width: 1, points: { show: false } };
  return {
    width: widthPx,
    height: previewHeightPx,
    legend: { show: false },
    padding: [8, 16, 0, 0],
    plugins: [partsPlugin(frame)],
    cursor: {
      sync: { key: 'preview' },
      y: false,
      drag: { x: false, y: false },
      points: { show: false },
    },
    scales: { x: { time: false, range: () => [0, Math.max(1, rows)] }, y: { range: padded } },
    axes: axesOf(frame),
    series: [{}, line, line],
    bands: [{ series: [1, 2], fill: colours.band }],
  };
}

/** A channel that stands still is drawn in the middle. */
function padded(_chart: uPlot, low: number | null, high: number | null): [number, number] {
  const [from, to] = [low ?? 0, high ?? 1];
  const margin = from === to ? Math.max(1, Math.abs(from) * 0.1) : (to - from) * 0.08;
  return [from - margin, to + margin];
}

function partsPlugin({ colours, read }: PreviewFrame): uPlot.Plugin {
  return {
    hooks: {
      drawClear: (chart) => {
        const { ctx, bbox } = chart;
        ctx.save();
        ctx.fillStyle = colours.grid;
        for (const { part, from, to } of read().spans) {
          ctx.globalAlpha = washes[part];
          const [left, right] = [chart.valToPos(from, 'x', true), chart.valToPos(to, 'x', true)];
          ctx.fillRect(left, bbox.top, right - left, bbox.height);
        }
        ctx.restore();
      },
    },
  };
}

function axesOf({ colours, row, at }: PreviewFrame): uPlot.Axis[] {
  const font = `12px ${getComputedStyle(document.body).fontFamily}`;
  const common = { font, stroke: colours.text, grid: { stroke: colours.grid, width: 1 } };
  const spanMs = at === null ? 0 : (at.at(-1) ?? 0) - (at[0] ?? 0);
  const stretch = (row[1] ?? 1) - (row[0] ?? 0);
  const text = (value: number): string => {
    const time = at?.[Math.min(at.length - 1, Math.round(value / Math.max(1, stretch)))];
    return time === undefined ? formatNumber(value) : axisTimeText(time, spanMs / 6);
  };
  return [
    {
      ...common,
      ...{ size: 24, gap: 4, space: 80, ticks: { show: false } },
      values: (_u, splits) => splits.map(text),
    },
    {
      ...common,
      ...{ size: 56, gap: 8, space: 28, ticks: { show: false } },
      values: (_u, splits, _axis, _space, step) => splits.map((value) => formatTick(value, step)),
    },
  ];
}
