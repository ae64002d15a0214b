import { seriesOf } from '@lookout/shared/bundle/detector-input';
import { type BaselineName, scoreBaselines } from '@lookout/shared/detector/baseline/baselines';
import { calibrated } from '@lookout/shared/detector/calibration';
import type { Recording } from '@lookout/shared/detector/recording';
import { gatherWindows, windowEnds, windowLabels } from '@lookout/shared/detector/windows';
import { DetectorSession } from '../bundle/detector-session.ts';
import type { Bundle } from '../bundle/open-bundle.ts';

export interface LabelledRecording {
  readonly path: string;
  readonly recording: Recording;
}

/** Every window (stride 1) of one recording, scored by the detector and by plain statistics. */
export interface ScoredRecording {
  readonly path: string;
  readonly rows: number;
  /** Whether the recording has labels at all; without, they are all 0. */
  readonly isLabelled: boolean;
  readonly ends: Int32Array; // [windows], last row of each
  readonly labels: Uint8Array; // [windows]
  readonly scores: Float64Array; // [windows], calibrated units
  readonly channelError: Float32Array; // [windows, channels]
  readonly baselines: Readonly<Record<BaselineName, Float64Array>>; // [windows] each
}

/**
 * @param onFile is told how many recordings are done
 * @throws BundleError `model` where ONNX Runtime refuses the model or a score is not finite
 */
export async function scoreRecordings(
  { manifest, model, baselines }: Bundle,
  recordings: readonly LabelledRecording[],
  onFile: (done: number) => void = () => {},
): Promise<ScoredRecording[]> {
  const { windowLength, channels } = seriesOf(manifest.input);
  const scored: ScoredRecording[] = [];
  await using session = await DetectorSession.open(model, {
    windowLength,
    channels: channels.length,
  });
  for (const { path, recording } of recordings) {
    const ends = windowEnds(recording, windowLength);
    const { score, channelError } = await scoreWindows(session, recording, ends, windowLength);
    scored.push({
      path,
      rows: recording.rows,
      isLabelled: recording.labels !== null,
      ends,
      labels: windowLabels(recording, ends),
      scores: score.map((value) => calibrated(value, manifest.calibration)),
      channelError,
      baselines: scoreBaselines(baselines, recording, ends),
    });
    onFile(scored.length);
  }
  return scored;
}

/** Overlapping windows take `windowLength` times the memory of their rows: never all of them at once. */
const windowsAtOnce = 4096;

async function scoreWindows(
  session: DetectorSession,
  recording: Recording,
  ends: Int32Array,
  windowLength: number,
): Promise<{ score: Float64Array; channelError: Float32Array }> {
  const score = new Float64Array(ends.length);
  const channelError = new Float32Array(ends.length * recording.channels);
  for (let from = 0; from < ends.length; from += windowsAtOnce) {
    const part = ends.subarray(from, from + windowsAtOnce);
    const scores = await session.score(gatherWindows(recording, part, windowLength));
    score.set(scores.score, from);
    channelError.set(scores.channelError, from * recording.channels);
  }
  return { score, channelError };
}
