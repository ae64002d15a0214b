import { join } from 'node:path';
import type { CompressionOutcome } from '../compression/pipeline/compression-engine.ts';
import { CompressionReport } from '../compression/report/compression/compression-report-data.ts';
import { bytes, microseconds } from '../compression/report/compression/figures.ts';
import { table } from './table.ts';

/** What a person wants to know at the end of a run. */
export function describeCompression(outcome: CompressionOutcome, out: string): string {
  const report = CompressionReport.parse(outcome.report.json);
  const rows = report.pareto
    .filter(({ isOnFront, isChosen }) => isOnFront || isChosen)
    .toSorted((a, b) => a.latencyUs - b.latencyUs)
    .map((point) => [
      `${point.isChosen ? '> ' : '  '}${point.title}`,
      microseconds(point.latencyUs),
      bytes(point.modelBytes),
      point.aurocDrop.toFixed(3),
      point.broken.join(', '),
    ]);
  const front = table(['  Pareto front', 'latency', 'model', 'AUROC drop', 'over budget'], rows);
  const folders =
    outcome.kind === 'done' ? outcome.variants.map(({ target }) => join(out, target)) : [];
  return [
    ...report.verdict,
    '',
    front,
    '',
    ...folders.map((folder) => `Bundle: ${folder}`),
    `Report: ${join(out, 'report.html')}`,
  ].join('\n');
}
