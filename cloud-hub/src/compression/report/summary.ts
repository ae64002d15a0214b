import type { BundleEvaluation } from '../evaluation/judge-recordings.ts';
import { detectorTitle, duration, fixed, interval, none, plural, rounded } from './format.ts';
import { type Html, html } from './html.ts';

/** One sentence on what the detector did, as an operator would have seen it. */
export function summary(name: string, e: BundleEvaluation): string {
  const { events, found, delayRows, falseAlarms, raised } = e.alerts;
  const who = `${name} (${detectorTitle(e.detector)})`;
  const where = `in ${plural(e.files.length, 'recording')}`;
  if (!e.labelled)
    return `${who} raised ${plural(raised, 'alert')} ${where} of ${plural(e.windows, 'window')}. Without labels nobody can say which of them are right.`;
  const late = delayRows === null ? '' : `, ${delayRows} rows after their beginning in the median`;
  const what =
    events === 0
      ? 'met no labelled event'
      : `found ${found} of ${plural(events, 'labelled event')}`;
  const falsely =
    falseAlarms === null
      ? 'The recordings hold no normal operation, so false alarms cannot be counted.'
      : `It raised ${plural(falseAlarms.count, 'false alarm')} in ${duration(falseAlarms.days * 86_400_000)} of normal operation, ${rounded(falseAlarms.perDay)} a day (95 % ${rounded(falseAlarms.low)} to ${rounded(falseAlarms.high)}).`;
  return `${who} ${what} ${where}${late}. ${falsely}`;
}

export function keyFigures(e: BundleEvaluation): Html {
  const { events, found, delayRows, falseAlarms } = e.alerts;
  return html`<dl class="key">
${figure('AUROC', fixed(e.auroc), e.aurocInterval === null ? '' : `95 % ${interval(e.aurocInterval)}`)}
${figure('VUS-PR', fixed(e.vusPr), e.vusPr === null ? '' : `chance about ${fixed(e.prevalence, 2)}`)}
${figure('events found', events === 0 ? none : `${found} of ${events}`, 'one alert each is enough')}
${figure('delay', delayRows === null ? none : `${delayRows} rows`, 'median of those found')}
${figure(e.labelled ? 'false alarms a day' : 'alerts a day', rounded(falseAlarms?.perDay ?? null), falseAlarms === null ? '' : `${falseAlarms.count} in ${duration(falseAlarms.days * 86_400_000)}`)}
</dl>`;
}

const figure = (title: string, value: string, note: string): Html =>
  html`<div><dt>${title}</dt><dd>${value}<small>${note}</small></dd></div>`;
