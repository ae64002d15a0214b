import { detectorTitle, duration, percent, plural, shortPaths } from '../format.ts';
import { type Html, html } from '../html.ts';
import { table } from '../tables.ts';
import type { CompressionReport } from './compression-report-data.ts';
import { limitsOf } from './verdict.ts';

/** How the figures came about: enough for someone else to get the same ones. */
export function methodSection(report: CompressionReport): Html {
  const { request, machine, base, data, durationMs } = report;
  const timed = `${machine.cpuModel}, ${plural(machine.cores, 'core')}, ${plural(machine.threads, 'thread')}`;
  const latency =
    machine.profile === null
      ? `medians (p50) on ${timed}, all forms in turns in one run`
      : `medians (p50) and peak memory of the device's own table ${machine.profile}: what was measured there, or predicted from it; nothing was timed on the machine of this run (${timed})`;
  const paths = shortPaths(data.files.map(({ file }) => file));
  const source =
    data.source === 'labelled'
      ? 'labelled recordings'
      : 'faults injected into later normal rows, for want of labels: seven kinds of single-sensor faults; copies share their clean rows, so intervals are a little too narrow';
  return html`<dl class="method">
<dt>asked for</dt><dd>at most ${limitsOf(request.budget).join(', ')}; target ${request.target}; threshold ${thresholdWords(report)}; seed ${request.seed}</dd>
<dt>uncompressed detector</dt><dd>${base.name}, bundle <code>${base.bundleId}</code>: ${detectorTitle(base.detector)}, network ${base.architecture}, windows of ${base.windowLength} rows (${duration(base.windowLength * base.periodMs)}) of ${plural(base.channels.length, 'channel')}</dd>
<dt>judged on</dt><dd>${source}. ${plural(data.judgedWindows, 'window')}, ${data.anomalousWindows.toLocaleString('en')} of them anomalous, ${plural(data.events, 'event')}; every stage on the same ones. Each score is calibrated on ${plural(data.calibrationWindows, 'normal window')} that nothing was fitted to.</dd>
<dt>AUROC</dt><dd>of the product's score, of the reconstruction alone (Σ of each channel's squared error over its mean on normal windows) and of the KL of all latents. Intervals: 95 % percentile, block bootstrap; changes are paired: both detectors on the same resamples. They tell how far a figure would move with other stretches of these recordings, not with other assets.</dd>
<dt>VAE loss</dt><dd>mean over the calibration windows: half the squared error, each channel in units of the uncompressed network's mean squared error, plus the KL to the prior; constants left out.</dd>
<dt>latency</dt><dd>${latency}; Node ${machine.node}, ONNX Runtime ${machine.onnxruntime}. "Not timed" is what it says: no claim of speed is made there.</dd>
<dt>took</dt><dd>${duration(durationMs)}</dd>
</dl>
<h3>Data</h3>
${table(
  ['file', 'used for', 'rows', 'SHA-256'],
  data.files.map(
    ({ file, use, rows, sha256 }, i) =>
      html`<tr><th scope="row">${paths[i] ?? file}</th><td class="word">${use}</td><td>${rows.toLocaleString('en')}</td><td><code>${sha256.slice(0, 16)}…</code></td></tr>`,
  ),
)}`;
}

function thresholdWords({ request: { threshold } }: CompressionReport): string {
  switch (threshold.kind) {
    case 'falseAlarmRate':
      return `for ${percent(threshold.rate)} of normal windows`;
    case 'alarmsPerDay':
      return `for ${plural(threshold.alarmsPerDay, 'false alarm')} a day`;
    case 'costs':
      return `at least cost: ${threshold.falseAlarm} a false alarm, ${threshold.miss} a miss, ${plural(threshold.eventsPerYear, 'event')} a year`;
  }
}
