import 'uplot/dist/uPlot.min.css';
import { useContext, useEffect, useEffectEvent, useRef } from 'react';
import uPlot from 'uplot';
import { axisTimeText } from '../../../components/age-text.ts';
import { formatTick } from '../../../components/format.ts';
import { type Backdrop, backdropPlugin } from './backdrop.ts';
import { type ChartColours, useChartColours } from './chart-colours.ts';
import classes from './charts.module.css';
import { CursorContext } from './cursor-store.ts';

/** A shorter drag is a click. */
const leastZoomPx = 8;
export const plotLeftPx = 56;

export interface ChartLines {
  readonly series: (colours: ChartColours) => uPlot.Series[];
  readonly bands?: (colours: ChartColours) => uPlot.Band[];
  /** The y scale for the values in sight. */
  readonly yRange: (low: number, high: number) => [number, number];
}

interface TimeChartProps extends Backdrop {
  /** What is drawn; a constant of the module, for another one builds the chart anew. */
  readonly lines: ChartLines;
  /** Times in ms, then one column per line. */
  readonly data: uPlot.AlignedData;
  readonly from: number;
  readonly to: number;
  readonly heightPx: number;
  readonly timeAxis: boolean;
  readonly label: string;
  readonly onZoom: (from: number, to: number) => void;
}

/** One uPlot chart over a stretch of time; cursor and zoom are shared by all on the page. */
export function TimeChart(props: TimeChartProps) {
  const { lines, data, from, to, heightPx, timeAxis, label, spans, silentFrom } = props;
  const holder = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const colours = useChartColours();
  const cursor = useContext(CursorContext);
  const onZoom = useEffectEvent((start: number, end: number) => props.onZoom(start, end));

  useEffect(() => {
    const parent = holder.current;
    if (parent === null) return;
    const made = new uPlot(
      {
        width: Math.max(1, parent.clientWidth),
        height: heightPx,
        ms: 1,
        legend: { show: false },
        padding: [8, 20, timeAxis ? 0 : 4, 0],
        plugins: [backdropPlugin(() => latest.current, colours)],
        cursor: {
          sync: { key: 'page' },
          y: false,
          drag: { x: true, y: false, setScale: false },
          points: { size: 5 },
        },
        scales: {
          x: { range: () => [latest.current.from, latest.current.to] },
          y: { range: (_u, low, high) => lines.yRange(low ?? 0, high ?? 1) },
        },
        axes: axesOf(colours, timeAxis),
        series: [{}, ...lines.series(colours)],
        bands: lines.bands?.(colours) ?? [],
        hooks: {
          setCursor: [
            (u) => {
              const left = u.cursor.left ?? -1;
              cursor.set(left < 0 ? null : u.posToVal(left, 'x'));
            },
          ],
          setSelect: [
            (u) => {
              const { left, width } = u.select;
              // Every chart of the page hears of it; the one under the pointer speaks for all.
              if (width >= leastZoomPx && u.root.matches(':hover'))
                onZoom(u.posToVal(left, 'x'), u.posToVal(left + width, 'x'));
              u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            },
          ],
        },
      },
      latest.current.data,
      parent,
    );
    chart.current = made;
    const resized = new ResizeObserver(() =>
      made.setSize({ width: Math.max(1, parent.clientWidth), height: heightPx }),
    );
    resized.observe(parent);
    return () => {
      resized.disconnect();
      made.destroy();
    };
  }, [lines, heightPx, timeAxis, colours, cursor]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever is drawn from changed
  useEffect(() => {
    chart.current?.setData(data);
  }, [data, from, to, spans, silentFrom]);

  return (
    <div
      ref={holder}
      role="img"
      aria-label={label}
      className={classes.chart}
      style={{ height: heightPx }}
    />
  );
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
      size: plotLeftPx,
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
