import { seriesOf } from '@lookout/shared/bundle/detector-input';
import { normalRows } from '@lookout/shared/detector/recording';
import type { LabelledRecording } from '../evaluation/score-recordings.ts';
import { injectedRecordings } from '../judging/injected-recordings.ts';
import { type JudgedWindows, type JudgingSet, judgedWindows } from '../judging/judging-set.ts';
import type { Base } from './base.ts';
import { CompressionError } from './compression-error.ts';

/**
 * What every stage is judged on: the labelled recordings, or, where there are none, later normal rows with
 * injected faults.
 * @throws CompressionError 'one_class'
 */
export function judgingSetOf(
  { manifest, rows, scaling }: Base,
  labelled: readonly LabelledRecording[],
  seed: number,
): { readonly set: JudgingSet; readonly windows: JudgedWindows } {
  const { windowLength, periodMs } = seriesOf(manifest.input);
  const judge =
    labelled.length > 0
      ? labelled.map(({ recording }) => recording)
      : injectedRecordings(rows.calibrate.map(normalRows), { windowLength, seed });
  const set: JudgingSet = {
    windowLength,
    periodMs,
    scaling,
    calibrate: rows.calibrate,
    judge,
    source: labelled.length > 0 ? 'labelled' : 'injected',
  };
  const windows = judgedWindows(set);
  const anomalous = windows.labels.reduce((sum, label) => sum + label, 0);
  const normal = windows.labels.length - anomalous;
  if (anomalous === 0 || normal === 0)
    throw new CompressionError('one_class', explain(labelled, anomalous === 0, windowLength));
  return { set, windows };
}

function explain(
  labelled: readonly LabelledRecording[],
  noneAnomalous: boolean,
  windowLength: number,
): string {
  if (labelled.length === 0)
    return (
      'the later normal rows hold no stretch long enough to inject faults into: give at least ' +
      `${4 * windowLength} rows without a gap in the last quarter, or labelled recordings`
    );
  const files = labelled.map(({ path }) => path).join(', ');
  const missing = noneAnomalous ? 'anomalous' : 'normal';
  return (
    `${files}: no ${missing} window, so detection cannot be judged on it: the label column must hold 0 for ` +
    'normal and 1 for anomalous rows, and both must be there'
  );
}
