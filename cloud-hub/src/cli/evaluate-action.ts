import { TableError } from '@lookout/shared/table/table-error';
import { evaluateBundle } from '../compression/bundle/evaluate-bundle.ts';
import { openBundle } from '../compression/bundle/open-bundle.ts';
import type { LabelledRecording } from '../compression/evaluation/score-recordings.ts';
import { checkNamedColumns } from '../dataset/named-columns.ts';
import { readTable, type Table } from '../dataset/read-table.ts';
import type { EvaluateOptions } from './evaluate.ts';
import { describeEvaluation } from './evaluation-report.ts';
import { Progress } from './progress.ts';

export async function evaluate(options: EvaluateOptions): Promise<void> {
  const bundle = await openBundle(options.bundle);
  const { input } = bundle.manifest;
  const request = {
    label: options.label ?? null,
    ignore: [],
    time: options.time ?? null,
    channels: input.channels.map(({ name }) => name),
    periodMs: input.periodMs,
    skipMissing: options.skipMissing ?? false,
  };
  const tables: Table[] = [];
  for (const file of options.data) tables.push(await readTable(file, request));
  warn(tables, options.label ?? null, input.periodMs);

  const recordings = tables.map(
    ({ file, recording }): LabelledRecording => ({
      path: file,
      recording,
    }),
  );
  const progress = new Progress('Scoring', process.stderr, Date.now);
  const evaluation = await evaluateBundle(bundle, recordings, (done) => {
    if (process.stderr.isTTY) progress.update(done / recordings.length);
  }).finally(() => progress.finish());
  if (evaluation.windows === 0)
    throw new TableError(
      'empty',
      `no window: the detector judges ${input.windowLength} rows without a gap at a time, the data has fewer`,
    );
  const text = options.json
    ? JSON.stringify(evaluation, null, 2)
    : describeEvaluation(evaluation, bundle.manifest);
  process.stdout.write(`${text}\n`);
}

function warn(tables: readonly Table[], label: string | null, periodMs: number): void {
  const columns = [...new Set(tables.flatMap((table) => table.columns))];
  const warnings = checkNamedColumns({ label, ignore: [], columns });
  for (const { file, stepMs } of tables)
    if (stepMs !== null && (stepMs > 1.25 * periodMs || stepMs < 0.8 * periodMs))
      warnings.push(
        `${file} has a row every ${stepMs} ms, the detector learned a row every ${periodMs} ms`,
      );
  for (const warning of warnings) process.stderr.write(`lookout: warning: ${warning}\n`);
}
