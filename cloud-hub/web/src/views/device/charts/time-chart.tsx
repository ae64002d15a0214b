import 'uplot/dist/uPlot.min.css';
import { useContext, useEffect, useEffectEvent, useRef } from 'react';
import uPlot from 'uplot';
import type { Backdrop } from './backdrop.ts';
import { useChartColours } from './chart-colours.ts';
import { type ChartLines, chartOptions } from './chart-options.ts';
import classes from './charts.module.css';
import { CursorContext } from './cursor-store.ts';

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
    const widthPx = () => Math.max(1, parent.clientWidth);
    const read = () => latest.current;
    const zoom = (start: number, end: number) => onZoom(start, end);
    const frame = { lines, colours, cursor, heightPx, timeAxis, read, onZoom: zoom };
    const made = new uPlot(
      chartOptions({ ...frame, widthPx: widthPx() }),
      latest.current.data,
      parent,
    );
    chart.current = made;
    const resized = new ResizeObserver(() => made.setSize({ width: widthPx(), height: heightPx }));
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
