import { type BaselineName, scoreBaselines } from '@lookout/shared/detector/baseline/baselines';
import { calibrated } from '@lookout/shared/detector/calibration';
import { addAlarms, alarmRates, countAlarms } from '@lookout/shared/detector/evaluation/alarms';
import { auprc, auroc } from '@lookout/shared/detector/evaluation/ranking';
import type { Recording } from '@lookout/shared/detector/recording';
import { gatherWindows, windowEnds, windowLabels } from '@lookout/shared/detector/windows';
import { DetectorSession } from './detector-session.ts';
import type { Bundle } from './open-bundle.ts';

export interface Ranking {
  readonly auroc: number | null;
  readonly auprc: number | null;
}

/** What a detector is worth on labelled recordings; null where a class of windows is missing. */
export interface Evaluation extends Ranking {
  readonly windows: number;
  /** Share of windows that are anomalous; null without windows. */
  readonly prevalence: number | null;
  /** Raise level, calibrated units. */
  readonly threshold: number;
  readonly falseAlarmRate: number | null;
  readonly detectionRate: number | null;
  readonly detectionDelay: number | null;
  readonly baselines: Readonly<Record<BaselineName, Ranking>>;
}

export interface BundleEvaluation extends Evaluation {
  readonly files: readonly (Evaluation & { readonly path: string })[];
}

export interface LabelledRecording {
  readonly path: string;
  readonly recording: Recording;
}

/** Scores every window (stride 1) and judges the scores against the labels, pooled and file by file. */
export async function evaluateBundle(
  { manifest, model, baselines }: Bundle,
  recordings: readonly LabelledRecording[],
  onFile: (done: number) => void = () => {},
): Promise<BundleEvaluation> {
  const { windowLength, channels } = manifest.input;
  const { calibration } = manifest;
  const parts: (ScoredPart & { path: string })[] = [];
  await using session = await DetectorSession.open(model, {
    windowLength,
    channels: channels.length,
  });
  for (const { path, recording } of recordings) {
    const ends = windowEnds(recording, windowLength);
    const score = await scoreWindows(session, recording, ends, windowLength);
    parts.push({
      path,
      ends,
      labels: windowLabels(recording, ends),
      scores: score.map((value) => calibrated(value, calibration)),
      baselines: scoreBaselines(baselines, recording, ends),
    });
    onFile(parts.length);
  }
  const threshold = calibration.raiseLevel;
  return {
    ...judge(parts, threshold),
    files: parts.map((part) => ({ path: part.path, ...judge([part], threshold) })),
  };
}

/** Overlapping windows take `windowLength` times the memory of their rows: never all of them at once. */
const windowsAtOnce = 4096;

async function scoreWindows(
  session: DetectorSession,
  recording: Recording,
  ends: Int32Array,
  windowLength: number,
): Promise<Float64Array> {
  const scores = new Float64Array(ends.length);
  for (let from = 0; from < ends.length; from += windowsAtOnce) {
    const part = ends.subarray(from, from + windowsAtOnce);
    const { score } = await session.score(gatherWindows(recording, part, windowLength));
    scores.set(score, from);
  }
  return scores;
}

interface ScoredPart {
  readonly ends: Int32Array;
  readonly labels: Uint8Array;
  readonly scores: Float64Array;
  readonly baselines: Readonly<Record<BaselineName, Float64Array>>;
}

function judge(parts: readonly ScoredPart[], threshold: number): Evaluation {
  const labels = parts.flatMap((part) => Array.from(part.labels));
  const rank = (scoresOf: (part: ScoredPart) => Float64Array): Ranking => {
    const scores = parts.flatMap((part) => Array.from(scoresOf(part)));
    return { auroc: auroc(scores, labels), auprc: auprc(scores, labels) };
  };
  const alarms = addAlarms(parts.map((part) => countAlarms(part, threshold)));
  return {
    windows: labels.length,
    prevalence: labels.length > 0 ? alarms.anomalous / labels.length : null,
    ...rank(({ scores }) => scores),
    threshold,
    ...alarmRates(alarms),
    baselines: {
      zmax: rank(({ baselines }) => baselines.zmax),
      pcaT2: rank(({ baselines }) => baselines.pcaT2),
      pcaSpe: rank(({ baselines }) => baselines.pcaSpe),
      windowMean: rank(({ baselines }) => baselines.windowMean),
      var1: rank(({ baselines }) => baselines.var1),
    },
  };
}
