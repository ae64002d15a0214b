import { plural, rounded } from '../format.ts';
import { type Html, html } from '../html.ts';
import { legend, line, lineSample, markAt, markSample, plot } from '../plot.ts';
import { linearScale, symlogScale } from '../scale.ts';
import type { CompressionReport } from './compression-report-data.ts';

type Cost = NonNullable<CompressionReport['cost']>['after'];

/** Misses against false alarms, and what both cost, before and after. */
export function costSection({ cost }: CompressionReport): Html {
  if (cost === null)
    return html`<p>A cost curve needs events and normal operation among the judged recordings.</p>`;
  const { before, after } = cost;
  const { costs, days, events } = after;
  const told = (name: string, { own, curve: { cheapest } }: Cost) =>
    html`${name} its own decision came to ${plural(own.falseAlarms, 'false alarm')} and ${plural(own.missed, 'miss', 'misses')}, cost ${rounded(own.cost)}; the cheapest fixed level to ${plural(cheapest.falseAlarms, 'false alarm')} and ${plural(cheapest.missed, 'miss', 'misses')}, cost ${rounded(cheapest.cost)}. `;
  return html`<p>A false alarm is taken to cost ${rounded(costs.perFalseAlarm)}, a missed event ${rounded(costs.perMiss)}; ${plural(events, 'event')} and ${rounded(days)} days of normal operation were judged. ${told('Before,', before)}${told('After,', after)}The minimum is read off the very events that it is counted on.</p>
<div class="pair"><div><h3>Misses against false alarms</h3>${operatingChart(before, after)}</div>
<div><h3>Cost over false alarms</h3>${costChart(before, after)}</div></div>
${legend([
  { sample: lineSample('own'), text: 'after' },
  { sample: lineSample('base b2'), text: 'before' },
  { sample: markSample('dot'), text: 'cheapest fixed level, after' },
  { sample: markSample('ring'), text: "the detector's own decision, after" },
])}`;
}

/** Both variants on one axis: their levels are in units of their own. */
function alarmAxis(before: Cost, after: Cost) {
  const most = [before, after].flatMap(({ curve, days }) =>
    curve.points.map(({ falseAlarms }) => falseAlarms / days),
  );
  return {
    scale: symlogScale(0, Math.max(1 / after.days, ...most), 1 / after.days),
    label: 'false alarms per asset-day',
    format: rounded,
  };
}

function operatingChart(before: Cost, after: Cost): Html {
  const x = alarmAxis(before, after);
  const format = (value: number) => (Number.isInteger(value) ? String(value) : '');
  const y = { scale: linearScale(0, after.events), label: 'events missed', format };
  const at = (cost: Cost) => (point: { falseAlarms: number; missed: number }) =>
    [x.scale.at(point.falseAlarms / cost.days), y.scale.at(point.missed)] as const;
  return plot(
    { title: 'Misses against false alarms per asset-day', x, y, shape: 'square' },
    ...drawn(before, after, at),
  );
}

function costChart(before: Cost, after: Cost): Html {
  const x = alarmAxis(before, after);
  const highest = [before, after].flatMap(({ curve }) => curve.points.map(({ cost }) => cost));
  const y = { scale: linearScale(0, Math.max(1, ...highest)), label: 'cost', format: rounded };
  const at =
    ({ days }: Cost) =>
    (point: { falseAlarms: number; cost: number }) =>
      [x.scale.at(point.falseAlarms / days), y.scale.at(point.cost)] as const;
  return plot(
    { title: 'Cost over false alarms per asset-day', x, y, shape: 'square' },
    ...drawn(before, after, at),
  );
}

type Point = Cost['own'];

/** The levels of both, and of the later one the cheapest level and its own decision. */
const drawn = (
  before: Cost,
  after: Cost,
  at: (of: Cost) => (point: Point) => readonly [number, number],
) =>
  [
    [
      line('base b2', before.curve.points.map(at(before))),
      line('own', after.curve.points.map(at(after))),
    ],
    [markAt('dot', at(after)(after.curve.cheapest)), markAt('ring', at(after)(after.own))],
  ] as const;
