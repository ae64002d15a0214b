import { detectorTitle, fixed, interval, none, percent } from '../format.ts';
import { type Html, html, trusted } from '../html.ts';
import { cells, table } from '../tables.ts';
import type { Ablation, CompressionReport, Interval } from './compression-report-data.ts';
import { bytes, microseconds, resultOf, signed } from './figures.ts';

/** The detector beside everything simpler, each at its own latency. */
export function rivalTable(report: CompressionReport): Html {
  const result = resultOf(report);
  const own = result.quality.auroc.score;
  const time = (value: number | null) => (value === null ? 'not timed' : microseconds(value));
  const title = `this detector, ${result.title}`;
  return table(
    [
      'detector',
      'AUROC',
      '95 % interval',
      'against this detector',
      '95 % interval',
      'whole graph, batch 1',
    ],
    [
      html`<tr${trusted(' class="ours"')}>${cells(title, [fixed(own?.value ?? null), interval(own), none, none, time(report.ownLatencyUs)])}</tr>`,
      ...report.rivals.map(
        ({ name, auroc, difference, latencyUs }) =>
          html`<tr>${cells(detectorTitle(name), [
            fixed(auroc?.value ?? null),
            interval(auroc),
            difference === null ? none : signed(difference.value),
            signedRange(difference),
            time(latencyUs),
          ])}</tr>`,
      ),
    ],
  );
}

const signedRange = (range: Interval | null): string =>
  range === null ? none : `${signed(range.low)} to ${signed(range.high)}`;

/** What each choice of the method is worth, at about the same latency. */
export const ablationTables = (ablations: readonly Ablation[]): Html[] =>
  ablations.map(
    ({ question, answers }) =>
      html`<h3>${question}</h3>${table(
        [
          'variant',
          'AUROC, score',
          'reconstruction',
          'KL',
          'latency',
          'whole file',
          'false alarms',
        ],
        answers.map(
          ({ title, auroc, latencyUs, modelBytes, falseAlarmRate }) =>
            html`<tr>${cells(title, [
              fixed(auroc.score?.value ?? null),
              fixed(auroc.reconstruction?.value ?? null),
              fixed(auroc.kl?.value ?? null),
              latencyUs === null ? none : microseconds(latencyUs),
              modelBytes === null ? none : bytes(modelBytes),
              percent(falseAlarmRate),
            ])}</tr>`,
        ),
      )}`,
  );
