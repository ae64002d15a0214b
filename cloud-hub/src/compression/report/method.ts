import { duration, percent, plural, rounded } from './format.ts';
import { type Html, html } from './html.ts';
import type { DataFile, Method } from './report-data.ts';
import { table } from './tables.ts';

/** How the figures came about: enough for someone else to get the same ones. */
export function methodSection(m: Method): Html {
  const span = duration(m.windowLength * m.periodMs);
  return html`<dl class="method">
<dt>bundle</dt><dd><code>${m.bundleId}</code>, variant ${m.variant}, network ${m.architecture}, seed ${m.seed}, trained ${utc(m.trainedAt)}</dd>
<dt>windows</dt><dd>${m.windowLength} rows (${span}), one ending at every row (stride 1), never across a gap or two files; ${plural(m.channels.length, 'channel')}: ${m.channels.join(', ')}</dd>
<dt>labels</dt><dd>${m.label === null ? 'none' : html`column <code>${m.label}</code>`}; a window has the label of its last row. An event is a stretch of consecutive anomalous windows. Labels were used for counting alone: scale, level and delays come from the bundle, fitted to ${plural(m.calibrationWindows, 'normal window')} of the training files that are later than those the detector was fitted to.</dd>
<dt>AUROC interval</dt><dd>95 % percentile interval of ${m.resamples} resamples of whole blocks of ${m.blockLength} windows within each recording, because windows overlap and an event is one happening. It tells how far the figure would move with other stretches of these recordings, not with other assets.</dd>
<dt>VUS</dt><dd>volume under the range-ROC and range-PR surface (Paparrizos et al. 2022) with buffers of 0 to ${m.vusBuffer} windows and 250 thresholds.</dd>
<dt>alerts</dt><dd>by the decision that a device makes with this bundle and no other setting: raise level ${rounded(m.raiseLevel)} at the start, a budget of ${rounded(m.alarmsPerDay)} false alarms a day; each recording is taken for an asset at which the device has just arrived. An alert belongs to an event if it is raised from one window length before its first row to the last row at which a window still holds a row of it. Every other alert is false, even one that stands on into an event, and that event then counts as not found. False alarms a day are counted on the time in which an alert would be false, with the exact Poisson interval. No figure is point-adjusted.</dd>
</dl>
<h3>Data</h3>
${table(['file', 'used for', 'rows', 'SHA-256'], [...m.measuredOn.map((f) => fileRow(f, 'measured')), ...m.trainedOn.map((f) => fileRow(f, 'trained'))])}`;
}

const fileRow = ({ file, rows, sha256 }: DataFile, use: string): Html =>
  html`<tr><th scope="row">${file}</th><td class="word">${use}</td><td>${rows.toLocaleString('en')}</td><td><code>${sha256.slice(0, 16)}…</code></td></tr>`;

/** Files that the detector was trained on, whatever they are called now. */
export function seenInTraining({ trainedOn, measuredOn }: Method): string[] {
  const known = new Set(trainedOn.map(({ sha256 }) => sha256));
  return measuredOn.filter(({ sha256 }) => known.has(sha256)).map(({ file }) => file);
}

export function cautions(m: Method, prevalence: number | null): Html[] {
  const seen = seenInTraining(m);
  const cautions: Html[] = [];
  if (seen.length > 0)
    cautions.push(
      html`<p class="caution"><b>Not an independent test.</b> The detector was trained on ${seen.join(', ')}: what it does there says little of later data.</p>`,
    );
  if (prevalence !== null && prevalence > 0.2)
    cautions.push(
      html`<p class="caution">${percent(prevalence)} of the windows are anomalous, far more than in service: precision and AUPRC will be lower there.</p>`,
    );
  return cautions;
}

const utc = (ms: number): string =>
  `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
