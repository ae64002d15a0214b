import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import { useChartColours } from '../../device/charts/chart-colours.ts';
import { previewHeightPx, previewOptions, type RowSpan } from './preview-options.ts';

export interface PreviewChartProps {
  readonly row: number[];
  /** Times of the rows, ms; null without times. */
  readonly at: readonly number[] | null;
  readonly min: number[];
  readonly max: number[];
  /** Of the whole data set. */
  readonly rows: number;
  readonly spans: readonly RowSpan[];
  readonly label: string;
}

/** One channel of a data set over its rows; a gap in time takes no room. */
export function PreviewChart(props: PreviewChartProps) {
  const { row, at, min, max, rows, spans, label } = props;
  const holder = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const colours = useChartColours();

  useEffect(() => {
    const parent = holder.current;
    if (parent === null) return;
    const widthPx = () => Math.max(1, parent.clientWidth);
    const read = () => latest.current;
    const options = previewOptions({ colours, widthPx: widthPx(), rows, at, row, read });
    const made = new uPlot(options, [row, max, min], parent);
    chart.current = made;
    const resized = new ResizeObserver(() =>
      made.setSize({ width: widthPx(), height: previewHeightPx }),
    );
    resized.observe(parent);
    return () => {
      resized.disconnect();
      made.destroy();
    };
  }, [colours, row, at, min, max, rows]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what lies behind the lines changed
  useEffect(() => {
    chart.current?.redraw(false);
  }, [spans]);

  return (
    <div
      ref={holder}
      role="img"
      aria-label={`${label} over the rows of the data set`}
      style={{ height: previewHeightPx }}
    />
  );
}
