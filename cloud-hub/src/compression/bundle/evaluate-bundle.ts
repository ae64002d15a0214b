import { type BundleEvaluation, judgeRecordings } from '../evaluation/judge-recordings.ts';
import { type LabelledRecording, scoreRecordings } from '../evaluation/score-recordings.ts';
import type { Bundle } from './open-bundle.ts';

/** Scores every window (stride 1) and judges the scores against the labels, pooled and file by file. */
export async function evaluateBundle(
  bundle: Bundle,
  recordings: readonly LabelledRecording[],
  onFile?: (done: number) => void,
): Promise<BundleEvaluation> {
  return judgeRecordings(bundle.manifest, await scoreRecordings(bundle, recordings, onFile));
}
