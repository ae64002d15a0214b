import { none, unbroken } from '../format.ts';
import { type Html, type HtmlPart, html, trusted } from '../html.ts';
import { methodSection } from './compression-method.ts';
import type { CompressionReport, Interval } from './compression-report-data.ts';
import { compressionStyle } from './compression-style.ts';
import { costSection } from './cost-section.ts';
import {
  baseOf,
  bytes,
  latencyAt,
  microseconds,
  resultOf,
  signed,
  times,
  toldGraph,
} from './figures.ts';
import { lossSection } from './loss-chart.ts';
import { paretoSection } from './pareto-chart.ts';
import { ablationTables, rivalTable } from './rival-tables.ts';
import { robustnessSection } from './robustness-table.ts';
import { costTable, detectionTable, thresholdTable } from './stage-tables.ts';

/**
 * The report as one HTML document: no script, nothing fetched, everything that comes from a file escaped.
 * The policy in its head forbids even what an oversight might let in.
 */
export function renderCompressionReport(report: CompressionReport): string {
  const { name, verdict, warnings } = report;
  const [summary = '', ...findings] = verdict;
  const date = new Date(report.reportedAt).toISOString().slice(0, 10);
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>${name}: compression of ${date}</title>
<style>${trusted(compressionStyle)}</style></head>
<body><main>
<header><p class="kicker">Lookout · compression of ${date}</p><h1>${name}</h1>
<p class="lead"><b>${unbroken(summary)}</b></p>
${findings.length > 0 ? html`<ul class="findings">${findings.map((text) => html`<li>${unbroken(text)}</li>`)}</ul>` : null}
${warnings.map((text) => html`<p class="caution">${unbroken(text)}</p>`)}</header>
${keyFigures(report)}
${sections(report)}
</main></body></html>
`.markup;
}

function sections(report: CompressionReport): Html[] {
  const { pareto, ablations } = report;
  return [
    section(
      'Stages: what each costs',
      html`${costTable(report)}<p>Shaded: what the run gives out. Behind the latency, how many times faster than the uncompressed fp32 form.</p>`,
    ),
    section(
      'Stages: what each still detects',
      html`${detectionTable(report)}<p>Changes are against stage 1 on the same windows; below each figure its 95 % interval.</p>`,
    ),
    section('Speed, detection and size', pareto.length > 0 ? paretoSection(report) : noPoint),
    section('Loss against detection', lossSection(report)),
    section(
      'Thresholds before and after recalibration',
      html`<p>A compressed network scores a little differently, so every stage gets a level of its own. What the level of stage 1 would have done instead stands beside it.</p>${thresholdTable(report)}`,
    ),
    section('False alarms, misses and their costs', costSection(report)),
    section('Robustness before and after', robustnessSection(report)),
    section(
      'Simpler detectors at their own latency',
      report.rivals.length > 0 ? rivalTable(report) : html`<p>Not measured.</p>`,
    ),
    ...(ablations.length > 0
      ? [section('What each choice of the method is worth', ablationTables(ablations))]
      : []),
    section('How it was measured', methodSection(report)),
  ];
}

const noPoint = html`<p>The run searched nothing: it has no points to compare.</p>`;

const section = (title: string, content: HtmlPart): Html =>
  html`<section><h2>${title}</h2>${content}</section>`;

function keyFigures(report: CompressionReport): Html {
  const [base, result] = [baseOf(report), resultOf(report)];
  const graph = toldGraph(result);
  const what = graph === 'network' ? 'network' : 'whole detector';
  const speed = (batch: number) => {
    const [before, after] = [latencyAt(base, graph, batch), latencyAt(result, graph, batch)];
    const note =
      before && after
        ? `${what}: ${microseconds(before.p50Us)} → ${microseconds(after.p50Us)}`
        : 'not timed';
    return figure(`speed, batch ${batch}`, after ? times(after.speedUp) : none, note);
  };
  const { difference } = result.quality;
  const change = (title: string, interval: Interval | null | undefined) =>
    figure(
      title,
      interval ? signed(interval.value) : none,
      interval ? `95 % ${signed(interval.low)} to ${signed(interval.high)}` : 'unchanged',
    );
  return html`<dl class="key">
${speed(1)}
${speed(32)}
${figure('whole file', times(base.modelBytes / result.modelBytes), `${bytes(base.modelBytes)} → ${bytes(result.modelBytes)}`)}
${change('AUROC, score', difference?.score)}
${change('AUROC, KL alone', difference?.kl)}
</dl>`;
}

const figure = (title: string, value: string, note: string): Html =>
  html`<div><dt>${title}</dt><dd>${value}<small>${note}</small></dd></div>`;
