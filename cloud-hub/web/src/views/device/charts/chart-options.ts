import type uPlot from 'uplot';
import { axisTimeText } from '../../../components/age-text.ts';
import { formatTick } from '../../../components/format.ts';
import { type Backdrop, backdropPlugin } from './backdrop.ts';
import type { ChartColours } from './chart-colours.ts';
import type { CursorStore } from './cursor-store.ts';

/** A shorter drag is a click. */
const leastZoomPx = 8;
const valueAxisPx = 56;

export interface ChartLines {
  readonly series: (colours: ChartColours) => uPlot.Series[];
  readonly bands?: (colours: ChartColours) => uPlot.Band[];
  /** The y scale for the values in sight. */
  readonly yRange: (low: number, high: number) => [number, number];
}

export interface ChartFrame {
  readonly lines: ChartLines;
  readonly colours: ChartColours;
  readonly cursor: CursorStore;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly timeAxis: boolean;
  /** What holds at the time of drawing. */
  readonly read: () => Backdrop & { readonly from: number; readonly to: number };
  readonly onZoom: (from: number, to: number) => void;
}

/** A chart whose time scale, cursor and zoom belong to the page rather than to itself. */
export function chartOptions(frame: ChartFrame): uPlot.Options {
  const { lines, colours, timeAxis, read } = frame;
  return {
    width: frame.widthPx,
    height: frame.heightPx,
    ms: 1,
    legend: { show: false },
    padding: [8, 28, timeAxis ? 0 : 4, 0],
    plugins: [backdropPlugin(read, colours)],
    cursor: {
      sync: { key: 'page' },
      y: false,
      drag: { x: true, y: false, setScale: false },
      points: { size: 5 },
    },
    scales: {
      x: { range: () => [read().from, read().to] },
      y: { range: (_chart, low, high) => lines.yRange(low ?? 0, high ?? 1) },
    },
    axes: axesOf(colours, timeAxis),
    series: [{}, ...lines.series(colours)],
    bands: lines.bands?.(colours) ?? [],
    hooks: {
      setCursor: [(chart) => frame.cursor.set(timeUnderPointer(chart))],
      setSelect: [(chart) => zoomToSelection(chart, frame.onZoom)],
    },
  };
}

function timeUnderPointer(chart: uPlot): number | null {
  const left = chart.cursor.left ?? -1;
  return left < 0 ? null : chart.posToVal(left, 'x');
}

/** Every chart of the page hears of a selection; the one under the pointer speaks for all. */
function zoomToSelection(chart: uPlot, onZoom: ChartFrame['onZoom']): void {
  const { left, width } = chart.select;
  if (width >= leastZoomPx && chart.root.matches(':hover'))
    onZoom(chart.posToVal(left, 'x'), chart.posToVal(left + width, 'x'));
  chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
}

function axesOf(colours: ChartColours, timeAxis: boolean): uPlot.Axis[] {
  const font = `12px ${getComputedStyle(document.body).fontFamily}`;
  const grid = { stroke: colours.grid, width: 1 };
  return [
    {
      show: true,
      size: timeAxis ? 24 : 0,
      gap: 4,
      space: 80,
      font,
      stroke: colours.text,
      grid,
      ticks: { show: false },
      values: (_u, splits, _axis, _space, step) =>
        timeAxis ? splits.map((at) => axisTimeText(at, step)) : [],
    },
    {
      size: valueAxisPx,
      gap: 8,
      space: 32,
      font,
      stroke: colours.text,
      grid,
      ticks: { show: false },
      values: (_u, splits, _axis, _space, step) => splits.map((value) => formatTick(value, step)),
    },
  ];
}
