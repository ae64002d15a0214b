import { baselineNames } from '@lookout/shared/detector/baseline/baselines';
import type { BundleEvaluation, Evaluation } from '../evaluation/judge-recordings.ts';
import type { Ranking } from '../evaluation/rank-detectors.ts';
import { detectorTitle, fixed, interval, none, percent, rounded } from './format.ts';
import { type Html, type HtmlPart, html, trusted } from './html.ts';
import type { ChannelReport, FaultReport, FileReport } from './report-data.ts';

/** Columns of words, which stand to the left; figures stand to the right. */
const wordColumns: ReadonlySet<string> = new Set([
  'outcome',
  'worst channels',
  'used for',
  'than stated?',
  'budget',
]);

/** A table that scrolls by itself where it is wider than the page. */
export const table = (header: readonly string[], rows: readonly Html[]): Html =>
  html`<div class="scroll"><table><thead><tr>${header.map((title) => html`<th scope="col"${wordColumns.has(title) ? trusted(' class="word"') : null}>${title}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`;

export const cells = (title: HtmlPart, figures: readonly HtmlPart[]): Html =>
  html`<th scope="row">${title}</th>${figures.map((figure) => html`<td>${figure}</td>`)}`;

/** The detector beside every baseline; what is best in a column is bold. */
export function comparisonTable(e: BundleEvaluation): Html {
  const lines = [
    { name: e.detector, own: true, of: e, mean: e.fileMean },
    ...baselineNames.map((name) => ({
      name,
      own: false,
      of: e.baselines[name],
      mean: e.fileMean.baselines[name],
    })),
  ];
  const figuresOf = ({ of, mean }: { of: Ranking; mean: { auroc: number | null } }) => [
    of.auroc,
    of.auprc,
    of.vusPr,
    of.vusRoc,
    mean.auroc,
  ];
  const best = [0, 1, 2, 3, 4].map((i) =>
    lines.reduce((max, line) => Math.max(max, figuresOf(line)[i] ?? 0), 0),
  );
  const figure = (value: number | null, i: number) =>
    value !== null && value >= (best[i] ?? 0) - 5e-4 ? html`<b>${fixed(value)}</b>` : fixed(value);
  return table(
    [
      'detector',
      'AUROC',
      '95 % interval',
      'AUPRC',
      'VUS-PR',
      'VUS-ROC',
      `AUROC, mean of ${e.fileMean.files} files`,
    ],
    lines.map((line) => {
      const [auroc, ...others] = figuresOf(line).map(figure);
      const figures = [auroc ?? null, interval(line.of.aurocInterval), ...others];
      return html`<tr${line.own ? trusted(' class="ours"') : null}>${cells(detectorTitle(line.name), figures)}</tr>`;
    }),
  );
}

/** Windows and alerts, file by file and all together. */
export function fileTable(e: BundleEvaluation, files: readonly FileReport[]): Html {
  const line = (title: string, of: Evaluation) => {
    const { falseAlarms, events, found, delayRows } = of.alerts;
    return html`<tr>${cells(title, [
      of.windows.toLocaleString('en'),
      percent(of.prevalence),
      fixed(of.auroc),
      fixed(of.auprc),
      percent(of.falseAlarmRate),
      percent(of.detectionRate),
      events === 0 ? none : `${found} of ${events}`,
      delayRows ?? none,
      falseAlarms?.count ?? none,
      rounded(falseAlarms?.perDay ?? null),
    ])}</tr>`;
  };
  return table(
    [
      'file',
      'windows',
      'anomalous',
      'AUROC',
      'AUPRC',
      'normal windows above level',
      'anomalous ones',
      'events found',
      'delay, rows',
      'false alarms',
      'a day',
    ],
    [
      ...e.files.map((file, i) => line(files[i]?.path ?? file.path, file)),
      ...(e.files.length > 1 ? [line('all files', e)] : []),
    ],
  );
}

const outcomeWords: Readonly<Record<FaultReport['outcome'], string>> = {
  found: 'found',
  standing: 'not found: an earlier alert stood',
  missed: 'missed',
};
const manyRows = 200;

/** Every labelled event of every file. */
export function faultTable(files: readonly FileReport[]): Html {
  const rows = files.flatMap(({ path, faults }) =>
    faults.map(
      (fault) =>
        html`<tr class="${fault.outcome}">${cells(path, [
          fault.firstRow.toLocaleString('en'),
          fault.lengthRows.toLocaleString('en'),
          html`<span class="word">${outcomeWords[fault.outcome]}</span>`,
          fault.delayRows ?? none,
          rounded(fault.peak),
          channelWords(fault),
        ])}</tr>`,
    ),
  );
  return shortened(rows, 'events', (some) =>
    table(
      ['file', 'from row', 'rows', 'outcome', 'delay, rows', 'peak score', 'worst channels'],
      some,
    ),
  );
}

/** Every alert that belongs to no event. */
export function falseAlarmTable(files: readonly FileReport[]): Html {
  const rows = files.flatMap(({ path, falseAlarms }) =>
    falseAlarms.map(
      (alarm) =>
        html`<tr>${cells(path, [
          alarm.raisedRow.toLocaleString('en'),
          alarm.clearedRow?.toLocaleString('en') ?? 'stands at the end',
          rounded(alarm.peak),
          channelWords(alarm),
        ])}</tr>`,
    ),
  );
  return shortened(rows, 'false alarms', (some) =>
    table(['file', 'raised at row', 'cleared at row', 'peak score', 'worst channels'], some),
  );
}

const shortened = (
  rows: readonly Html[],
  what: string,
  draw: (rows: readonly Html[]) => Html,
): Html =>
  html`${draw(rows.slice(0, manyRows))}${rows.length > manyRows ? html`<p>The first ${manyRows} of ${rows.length} ${what}; --json has no such limit on what it counts.</p>` : null}`;

const channelWords = ({ channels }: ChannelReport): Html =>
  html`<span class="word">${channels.length === 0 ? none : channels.map(({ name, share }) => `${name} ${percent(Number(share.toFixed(2)))}`).join(', ')}</span>`;
