import { costCharts } from './cost-chart.ts';
import { curveCharts } from './curve-charts.ts';
import { plural, unbroken } from './format.ts';
import { type Html, type HtmlPart, html, trusted } from './html.ts';
import { cautions, methodSection } from './method.ts';
import type { FileReport, ReportData } from './report-data.ts';
import { scoreChart, scoreScale } from './score-chart.ts';
import { styleSheet } from './style-sheet.ts';
import { keyFigures, summary } from './summary.ts';
import { comparisonTable, falseAlarmTable, faultTable, fileTable } from './tables.ts';
import { tailChart } from './tail-chart.ts';
import { verdict } from './verdict.ts';

/**
 * The report as one HTML document: no script, nothing fetched, everything that comes from a file escaped.
 * The policy in its head forbids even what an oversight might let in.
 */
export function renderReport(data: ReportData): string {
  const { name, evaluation, method } = data;
  const date = new Date(method.reportedAt).toISOString().slice(0, 10);
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>${name}: evaluation of ${date}</title>
<style>${trusted(styleSheet)}</style></head>
<body><main>
<header><p class="kicker">Lookout · evaluation of ${date}</p><h1>${name}</h1>
<p class="lead">${unbroken(summary(name, evaluation))}</p><p class="lead"><b>${unbroken(verdict(evaluation))}</b></p>
${cautions(method, evaluation.prevalence)}</header>
${keyFigures(evaluation)}
${sections(data)}
</main></body></html>
`.markup;
}

function sections(data: ReportData): Html[] {
  const { evaluation, files, curves, tail, cost, method } = data;
  const events = files.flatMap(({ faults }) => faults).length;
  const falseAlarms = files.flatMap((file) => file.falseAlarms).length;
  const scale = scoreScale(files, method.raiseLevel);
  const unlabelled = evaluation.labelled ? null : noLabels;
  return [
    section(
      'Detector and baselines',
      evaluation.auroc === null
        ? (unlabelled ??
            html`<p>All windows are of one class: no detector can be ranked on them.</p>`)
        : html`${comparisonTable(evaluation)}<p>Best of a column in bold. The baselines are plain statistics, fitted to the same normal rows.</p>`,
    ),
    section('Files', fileTable(evaluation, files)),
    section(
      'Scores over time',
      files.map((file) => fileSection(file, evaluation, scoreChart(file, scale, method.periodMs))),
    ),
    section(
      'Faults',
      events === 0 ? (unlabelled ?? html`<p>No labelled event.</p>`) : faultTable(files),
    ),
    ...(evaluation.labelled && falseAlarms > 0
      ? [section('False alarms', falseAlarmTable(files))]
      : []),
    section(
      'ROC and precision-recall',
      curves === null
        ? (unlabelled ?? html`<p>The curves need windows of both classes.</p>`)
        : curveCharts(curves, evaluation.prevalence),
    ),
    section(
      'Can the false-alarm rate be believed?',
      tail === null
        ? html`<p>No normal window to hold it to.</p>`
        : html`<p>${tailWords(evaluation.labelled)}</p>${tailChart(tail)}`,
    ),
    section(
      'Costs',
      cost === null
        ? (unlabelled ?? html`<p>Costs need labelled events and normal operation.</p>`)
        : costCharts(cost, method.raiseLevel),
    ),
    section('How it was measured', methodSection(method)),
  ];
}

const noLabels = html`<p>The recordings have no labels, so there is nothing to show here: name the column with <code>--label</code>.</p>`;

const tailWords = (isLabelled: boolean): string =>
  `The calibration states which share of normal windows lies above a level. Against it, what came of that on the ${isLabelled ? 'windows here that hold no anomalous row' : 'windows here, all taken for normal for want of labels'}, with a 95 % interval by blocks. On the dashed line it keeps what it states; above it there are more false alarms.`;

const section = (title: string, content: HtmlPart): Html =>
  html`<section><h2>${title}</h2>${content}</section>`;

function fileSection(file: FileReport, { labelled }: { labelled: boolean }, plotted: Html): Html {
  const { path, faults, alerts, falseAlarms } = file;
  const alerted = plural(alerts.length, 'alert');
  const words = labelled
    ? `${plural(faults.length, 'labelled event')}, ${alerted}, ${falseAlarms.length} of them false`
    : alerted;
  return html`<article><h3>${path}</h3><p>${words}</p>${plotted}</article>`;
}
