import type { BundleFiles } from '@lookout/shared/bundle/read-bundle';
import { bundleOf } from '../../bundle/open-bundle.ts';
import { type BundleEvaluation, judgeRecordings } from '../../evaluation/judge-recordings.ts';
import { reportOf } from '../../evaluation/report-of.ts';
import { scoreRecordings } from '../../evaluation/score-recordings.ts';
import { renderReport } from '../../report/render-report.ts';
import type { EngineIo, EngineJob } from './engine.ts';
import type { Prepared } from './recordings-file.ts';

/** As `lookout evaluate` has it where nothing else is said. */
const costs = { perFalseAlarm: 1, perMiss: 100 };
const stage = 'report';

/** Judges a trained bundle on the recordings set apart, and writes `report.html` and `report.json`. */
export async function judgeBundle(
  files: BundleFiles,
  { order, createdAt }: EngineJob<'train'>,
  { labelled }: Prepared,
  { store, onProgress, signal }: EngineIo,
): Promise<void> {
  if (labelled === null) {
    const message = 'No labelled recordings were given to judge by';
    onProgress({ stage, state: 'skipped', fraction: 1, message });
    return;
  }
  onProgress({ stage, state: 'running', fraction: 0, message: 'Scoring the labelled recordings' });
  const bundle = bundleOf('bundle', files);
  const recordings = labelled.tables.map(({ file: path, recording }) => ({ path, recording }));
  const scored = await scoreRecordings(bundle, recordings, (done) => {
    signal.throwIfAborted();
    const message = `Scored ${done} of ${recordings.length} recordings`;
    onProgress({ stage, state: 'running', fraction: (0.5 * done) / recordings.length, message });
  });
  const evaluation = judgeRecordings(bundle.manifest, scored);
  const report = reportOf(bundle, scored, evaluation, {
    label: evaluation.labelled ? (order.request.labelColumn ?? null) : null,
    costs,
    measuredOn: labelled.tables.map(({ file, sha256, recording: { rows } }) => ({
      file,
      sha256,
      rows,
    })),
    reportedAt: createdAt,
  });
  signal.throwIfAborted();
  await store.write('report.html', new TextEncoder().encode(renderReport(report)));
  await store.write('report.json', new TextEncoder().encode(JSON.stringify(evaluation, null, 2)));
  onProgress({ stage, state: 'done', fraction: 1, ...verdictOf(evaluation) });
}

function verdictOf({ auroc, aurocInterval, alerts, windows }: BundleEvaluation) {
  if (auroc === null)
    return { message: `${windows} windows, all of one class: nothing to rank`, figures: {} };
  return {
    message: `${alerts.found} of ${alerts.events} events found`,
    figures: {
      auroc,
      ...(aurocInterval && { aurocLow: aurocInterval.low, aurocHigh: aurocInterval.high }),
    },
  };
}
