import type { Band } from './bands.ts';
import { duration } from './format.ts';
import { type Html, html } from './html.ts';
import { type Axis, line, pathOf, plot, surface } from './plot.ts';
import type { FileReport } from './report-data.ts';
import { linearScale, type Scale, symlogScale } from './scale.ts';

/** One axis for all files, so that they compare. @param raiseLevel calibrated units */
export function scoreScale(files: readonly FileReport[], raiseLevel: number): Scale {
  const bands = files.flatMap((file) => file.bands);
  const levels = files.flatMap((file) => file.levels.map(({ y }) => y));
  const highest = [...bands.map(({ high }) => high), ...levels].reduce((a, b) => Math.max(a, b), 1);
  const lowest = bands.reduce((least, { low }) => Math.min(least, low), 0);
  return symlogScale(lowest, highest * 1.05, Math.max(1, Math.abs(raiseLevel)));
}

/** Scores of one recording over its rows, with the level, and below it the labelled spans and the alerts. */
export function scoreChart(file: FileReport, y: Scale, periodMs: number): Html {
  const x: Axis = {
    scale: linearScale(0, Math.max(1, file.rows - 1), 6),
    label: `row (the recording lasts ${duration(file.rows * periodMs)})`,
    format: (row) => row.toLocaleString('en'),
  };
  const at = x.scale.at;
  const level = file.levels.map((point) => [at(point.x), y.at(point.y)] as const);
  const spans = file.faults.map(({ firstRow, lengthRows }) => ({
    from: at(firstRow),
    to: at(firstRow + lengthRows),
  }));
  const alerts = file.alerts.map(({ raisedRow, clearedRow }) => ({
    from: at(raisedRow),
    to: at(clearedRow ?? file.rows),
  }));
  const drawing = [
    spans.map(({ from, to }) =>
      surface('event', [
        [from, 0],
        [from, 1],
        [to, 1],
        [to, 0],
      ]),
    ),
    scores(file.bands, at, y),
    line('level', level),
  ];
  const title = `Score of ${file.path} over its rows: ${file.faults.length} labelled spans, ${file.alerts.length} alerts`;
  const yAxis = {
    scale: y,
    label: 'score, calibrated units',
    format: (v: number) => v.toLocaleString('en'),
  };
  return html`<div class="scores">${plot({ title, x, y: yAxis, shape: 'wide' }, drawing)}
${lane('labelled', 'event', spans)}${lane('alerts', 'alert', alerts)}</div>`;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

const lane = (title: string, name: string, spans: readonly Span[]): Html =>
  html`<div class="lane"><span>${title}</span><div>${spans.map(
    ({ from, to }) =>
      html`<i class="${name}" style="left:${(100 * from).toFixed(2)}%;width:${(100 * (to - from)).toFixed(2)}%"></i>`,
  )}</div></div>`;

/** Each unbroken stretch as a surface from its lowest to its highest scores, with an outline of its own. */
function scores(bands: readonly Band[], at: (row: number) => number, y: Scale): Html[] {
  const stretches: Band[][] = [];
  for (const band of bands) {
    if (!band.follows) stretches.push([]);
    stretches.at(-1)?.push(band);
  }
  return stretches.map((stretch) => {
    const place = (row: number, value: number) => [at(row), y.at(value)] as const;
    const high = stretch.map((band) => place(band.row, band.high));
    const low = stretch.map((band) => place(band.row, band.low)).reverse();
    const isThin = stretch.every((band) => band.low === band.high);
    return isThin
      ? html`<path class="score" d="${pathOf(high)}"/>`
      : surface('score band', [...high, ...low]);
  });
}
