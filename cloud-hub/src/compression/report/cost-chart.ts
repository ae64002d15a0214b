import { plural, rounded } from './format.ts';
import { type Html, html } from './html.ts';
import {
  legend,
  line,
  lineSample,
  markAt,
  markSample,
  plot,
  surface,
  surfaceSample,
} from './plot.ts';
import type { CostReport } from './report-data.ts';
import { linearScale, symlogScale } from './scale.ts';

/** Misses against false alarms, and what both cost, over levels that stay fixed. */
export function costCharts(cost: CostReport, raiseLevel: number): Html {
  const { curve, own, costs, days, events } = cost;
  const { cheapest } = curve;
  return html`<p>A false alarm is taken to cost ${rounded(costs.perFalseAlarm)}, a missed event ${rounded(costs.perMiss)}
(<code>--cost-false-alarm</code>, <code>--cost-miss</code>). Cheapest on these recordings would be the fixed level ${rounded(cheapest.level)}:
${plural(cheapest.falseAlarms, 'false alarm')} and ${plural(cheapest.missed, 'miss', 'misses')} of ${plural(events, 'event')}, cost ${rounded(cheapest.cost)}.
The detector's own decision came to ${plural(own.falseAlarms, 'false alarm')} and ${plural(own.missed, 'miss', 'misses')}, cost ${rounded(own.cost)}.
This minimum is read off the very labels that it is counted on: set a level by it only to measure it on other recordings.</p>
<div class="pair"><div><h3>Misses against false alarms</h3>${operatingChart(cost, days)}</div>
<div><h3>Cost over the level</h3>${costChart(cost, raiseLevel)}</div></div>
${legend([
  { sample: markSample('dot'), text: 'cheapest fixed level' },
  { sample: markSample('ring'), text: "the detector's own decision" },
  { sample: lineSample('own'), text: 'fixed levels; cost of misses and false alarms' },
  { sample: surfaceSample('misses'), text: 'of it: misses' },
  { sample: surfaceSample('alarms'), text: 'of it: false alarms' },
  { sample: lineSample('level'), text: "the bundle's raise level" },
])}`;
}

function operatingChart({ curve, own, events }: CostReport, days: number): Html {
  const most = curve.points.reduce((max, { falseAlarms }) => Math.max(max, falseAlarms), 1);
  const x = {
    scale: symlogScale(0, most / days, 1 / days),
    label: 'false alarms per asset-day',
    format: rounded,
  };
  const y = { scale: linearScale(0, events), label: 'events missed', format: wholeOnly };
  const at = (point: { falseAlarms: number; missed: number }) =>
    [x.scale.at(point.falseAlarms / days), y.scale.at(point.missed)] as const;
  return plot(
    { title: 'Misses against false alarms per asset-day', x, y, shape: 'square' },
    line('own', curve.points.map(at)),
    [markAt('dot', at(curve.cheapest)), markAt('ring', at(own))],
  );
}

function costChart({ curve, costs }: CostReport, raiseLevel: number): Html {
  const { points, cheapest } = curve;
  const [first, last] = [points[0]?.level ?? 0, points.at(-1)?.level ?? 1];
  const x = {
    scale: symlogScale(
      Math.min(first, raiseLevel),
      Math.max(last, raiseLevel),
      Math.max(1, raiseLevel),
    ),
    label: 'fixed level, calibrated units',
    format: rounded,
  };
  const highest = points.reduce((max, { cost }) => Math.max(max, cost), 1);
  const y = { scale: linearScale(0, highest), label: 'cost', format: rounded };
  const place = (level: number, value: number) => [x.scale.at(level), y.scale.at(value)] as const;
  const missCost = points.map(({ level, missed }) => place(level, missed * costs.perMiss));
  const total = points.map(({ level, cost }) => place(level, cost));
  return plot(
    { title: 'Cost of false alarms and misses over the level', x, y, shape: 'square' },
    [
      surface('misses', [...missCost, place(last, 0), place(first, 0)]),
      surface('alarms', [...total, ...missCost.toReversed()]),
      line('own', total),
      line('level', [place(raiseLevel, 0), place(raiseLevel, highest)]),
    ],
    [markAt('dot', place(cheapest.level, cheapest.cost))],
  );
}

const wholeOnly = (value: number): string => (Number.isInteger(value) ? String(value) : '');
