import type { AlertPriority } from '@lookout/shared/protocol/records';
import type uPlot from 'uplot';
import type { ChartColours } from './chart-colours.ts';

/** A stretch in which an alert stood; `to` null while it stands. */
export interface AlertSpan {
  readonly id: string;
  readonly from: number;
  readonly to: number | null;
  readonly priority: AlertPriority;
}

export interface Backdrop {
  readonly spans: readonly AlertSpan[];
  /** From here on nothing was heard: hatched up to the right edge. */
  readonly silentFrom: number | null;
}

const hatchStepPx = 8;

/** Draws what lies behind the lines: alert spans, and the hatch where there is no data any more. */
export function backdropPlugin(read: () => Backdrop, colours: ChartColours): uPlot.Plugin {
  return {
    hooks: {
      drawClear: (chart) => {
        const { spans, silentFrom } = read();
        const { ctx } = chart;
        ctx.save();
        ctx.beginPath();
        ctx.rect(chart.bbox.left, chart.bbox.top, chart.bbox.width, chart.bbox.height);
        ctx.clip();
        for (const span of spans) {
          ctx.fillStyle = colours.wash[span.priority];
          fill(chart, span.from, span.to);
        }
        if (silentFrom !== null) hatch(chart, silentFrom, colours.hatch);
        ctx.restore();
      },
    },
  };
}

function fill(chart: uPlot, from: number, to: number | null): void {
  const { left, right } = edges(chart, from, to);
  if (right > left) chart.ctx.fillRect(left, chart.bbox.top, right - left, chart.bbox.height);
}

function hatch(chart: uPlot, from: number, colour: string): void {
  const { ctx, bbox } = chart;
  const { left, right } = edges(chart, from, null);
  if (right <= left) return;
  const step = hatchStepPx * devicePixelRatio;
  ctx.beginPath();
  ctx.rect(left, bbox.top, right - left, bbox.height);
  ctx.clip();
  ctx.beginPath();
  for (let x = left - bbox.height; x < right; x += step) {
    ctx.moveTo(x, bbox.top + bbox.height);
    ctx.lineTo(x + bbox.height, bbox.top);
  }
  ctx.strokeStyle = colour;
  ctx.lineWidth = step / 2;
  ctx.stroke();
}

/** In canvas pixels, inside the plot; an alert is at least a visible line wide. */
function edges(chart: uPlot, from: number, to: number | null): { left: number; right: number } {
  const { left, width } = chart.bbox;
  const end = to === null ? left + width : chart.valToPos(to, 'x', true);
  const start = chart.valToPos(from, 'x', true);
  const visible = end >= left && start <= left + width;
  return visible
    ? { left: Math.max(left, start), right: Math.min(left + width, Math.max(end, start + 2)) }
    : { left, right: left };
}
