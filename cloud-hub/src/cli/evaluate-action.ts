import { rowsOf } from '@lookout/shared/detector/window-size';
import { TableError } from '@lookout/shared/table/table-error';
import { openBundle } from '../compression/bundle/open-bundle.ts';
import { judgeRecordings } from '../compression/evaluation/judge-recordings.ts';
import { reportOf } from '../compression/evaluation/report-of.ts';
import { scoreRecordings } from '../compression/evaluation/score-recordings.ts';
import { renderReport } from '../compression/report/render-report.ts';
import { checkNamedColumns } from '../dataset/named-columns.ts';
import { readTable, type Table } from '../dataset/read-table.ts';
import type { EvaluateOptions } from './evaluate.ts';
import { evaluateFrames } from './evaluate-frames-action.ts';
import { describeEvaluation } from './evaluation-report.ts';
import { usageError } from './exit.ts';
import { Progress } from './progress.ts';
import { checkReportFile, writeReportFile } from './report-file.ts';

export async function evaluate(options: EvaluateOptions): Promise<void> {
  if (options.report !== undefined) await checkReportFile(options.report);
  const bundle = await openBundle(options.bundle);
  if (bundle.manifest.input.kind === 'image') return evaluateFrames(bundle, options);
  const files = requireRecordings(options);
  const { input, provenance } = bundle.manifest;
  const request = {
    label: options.label ?? null,
    ignore: [],
    time: options.time ?? null,
    channels: input.channels.map(({ name }) => name),
    periodMs: input.periodMs,
    skipMissing: options.skipMissing ?? false,
  };
  const tables: Table[] = [];
  for (const file of files) tables.push(await readTable(file, request));
  warn(tables, options.label ?? null, input.periodMs, provenance.data);

  const recordings = tables.map(({ file, recording }) => ({ path: file, recording }));
  const progress = new Progress('Scoring', process.stderr, Date.now);
  const scored = await scoreRecordings(bundle, recordings, (done) => {
    if (process.stderr.isTTY) progress.update(done / recordings.length);
  }).finally(() => progress.finish());
  const evaluation = judgeRecordings(bundle.manifest, scored);
  if (evaluation.windows === 0)
    throw new TableError(
      'empty',
      `no window: the detector judges ${rowsOf(input)} rows without a gap at a time, the data has fewer`,
    );
  if (options.report !== undefined) {
    const report = reportOf(bundle, scored, evaluation, {
      label: evaluation.labelled ? (options.label ?? null) : null,
      costs: { perFalseAlarm: options.costFalseAlarm, perMiss: options.costMiss },
      measuredOn: tables.map(({ file, sha256, recording: { rows } }) => ({ file, sha256, rows })),
      reportedAt: Date.now(),
    });
    await writeReportFile(options.report, renderReport(report));
  }
  const text = options.json
    ? JSON.stringify(evaluation, null, 2)
    : describeEvaluation(evaluation, bundle.manifest);
  process.stdout.write(`${text}\n`);
  if (options.report !== undefined && !options.json)
    process.stdout.write(`\nReport: ${options.report}\n`);
}

function requireRecordings({ data, normal, abnormal }: EvaluateOptions): readonly string[] {
  if (normal || abnormal)
    throw usageError(
      '--normal and --abnormal name folders of frames, and the detector takes rows of sensors: give ' +
        'recordings with --data and --label',
    );
  if (data) return data;
  throw usageError('give recordings with --data');
}

function warn(
  tables: readonly Table[],
  label: string | null,
  periodMs: number,
  trainedOn: readonly { readonly file: string; readonly sha256: string }[],
): void {
  const columns = [...new Set(tables.flatMap((table) => table.columns))];
  const warnings = checkNamedColumns({ label, ignore: [], columns });
  for (const { file, sha256, stepMs } of tables) {
    if (stepMs !== null && (stepMs > 1.25 * periodMs || stepMs < 0.8 * periodMs))
      warnings.push(
        `${file} has a row every ${stepMs} ms, the detector learned a row every ${periodMs} ms`,
      );
    if (trainedOn.some((known) => known.sha256 === sha256))
      warnings.push(`the detector was trained on ${file}: what it does there is no test of it`);
  }
  for (const warning of warnings) process.stderr.write(`lookout: warning: ${warning}\n`);
}
