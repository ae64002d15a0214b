import { fixed, none, percent } from '../format.ts';
import { type Html, type HtmlPart, html, trusted } from '../html.ts';
import { cells, table } from '../tables.ts';
import type { CompressionReport, Interval, Latency, Variant } from './compression-report-data.ts';
import {
  bytes,
  latencyAt,
  latencySourceWords,
  microseconds,
  resultOf,
  signed,
  times,
} from './figures.ts';

/** A figure with its interval below it, in two short lines. */
const withInterval = (interval: Interval | null, show: (value: number) => string): Html =>
  interval === null
    ? html`${none}`
    : html`${show(interval.value)}<small>${show(interval.low)} to ${show(interval.high)}</small>`;

const plain = (value: number): string => value.toFixed(3);

function row(report: CompressionReport, variant: Variant, figures: readonly HtmlPart[]): Html {
  const isResult = resultOf(report) === variant;
  const number = report.variants.indexOf(variant) + 1;
  const title = html`${number}. ${variant.title}`;
  return html`<tr${isResult ? trusted(' class="ours"') : null}>${cells(title, figures)}</tr>`;
}

/** AUROC by component, with the paired difference to the uncompressed detector, and the loss beside it. */
export function detectionTable(report: CompressionReport): Html {
  return table(
    [
      'stage',
      'AUROC, score',
      'change',
      'reconstruction',
      'change',
      'KL',
      'change',
      'VUS-PR',
      'VAE loss, nats',
    ],
    report.variants.map((variant) => {
      const { auroc, difference, vusPr, vaeLoss } = variant.quality;
      const change = (interval: Interval | null | undefined) =>
        withInterval(interval ?? null, signed);
      return row(report, variant, [
        withInterval(auroc.score, plain),
        change(difference?.score),
        withInterval(auroc.reconstruction, plain),
        change(difference?.reconstruction),
        withInterval(auroc.kl, plain),
        change(difference?.kl),
        fixed(vusPr),
        html`${vaeLoss.total.toFixed(1)}<small>${vaeLoss.reconstruction.toFixed(1)} + KL ${vaeLoss.kl.toFixed(1)}</small>`,
      ]);
    }),
  );
}

/** What a stage costs to run and to ship. */
export function costTable(report: CompressionReport): Html {
  return table(
    [
      'stage',
      'parameters',
      'MACs',
      'network file',
      'whole file',
      'network, batch 1',
      'batch 32',
      'whole, batch 1',
      'batch 32',
      'peak memory',
    ],
    report.variants.map((variant) =>
      row(report, variant, [
        variant.parameters.toLocaleString('en'),
        variant.macs.toLocaleString('en'),
        bytes(variant.networkBytes),
        bytes(variant.modelBytes),
        ...(['network', 'model'] as const).flatMap((graph) =>
          [1, 32].map((batch) => timing(latencyAt(variant, graph, batch))),
        ),
        variant.peakMemoryBytes === null ? none : bytes(variant.peakMemoryBytes),
      ]),
    ),
  );
}

const timing = (latency: Latency | null): Html =>
  latency === null
    ? html`not timed`
    : html`${microseconds(latency.p50Us)}, <b>${times(latency.speedUp)}</b><small>${timingNote(latency)}</small>`;

function timingNote({ p99Us, source }: Latency): string {
  const p99 = p99Us === null ? [] : [`p99 ${microseconds(p99Us)}`];
  if (source === 'here') return p99Us === null ? 'first look' : p99.join();
  return [...p99, latencySourceWords[source]].join(', ');
}

/** Shares of the judged windows above the teacher's level and above the stage's own. */
export function thresholdTable(report: CompressionReport): Html {
  return table(
    [
      'stage',
      'false alarms asked for',
      'with the old level',
      'with its own level',
      'anomalous found, old level',
      'own level',
    ],
    report.variants.map((variant) => {
      const { statedRate, stale, fresh } = variant.quality.threshold;
      return row(report, variant, [
        percent(statedRate),
        percent(stale.falseAlarmRate),
        percent(fresh.falseAlarmRate),
        percent(stale.detectionRate),
        percent(fresh.detectionRate),
      ]);
    }),
  );
}
