import {
  type BaselineName,
  fitBaselines,
  scoreBaselines,
} from '@lookout/shared/detector/baseline/baselines';
import { calibrate, calibrated, quantile } from '@lookout/shared/detector/calibration';
import {
  type DetectorKind,
  type StatisticName,
  statisticsOf,
} from '@lookout/shared/detector/detector-kind';
import { type Recording, selectRows, splitRows } from '@lookout/shared/detector/recording';
import { windowEnds } from '@lookout/shared/detector/windows';
import { countWindows, fitShare, minCalibrationWindows } from './training-rows.ts';

/** On so many of the recordings that were not learned from the level of a score is to hold. */
const keptShare = 0.8;
/** A single recording is cut into so many parts, in order of time. */
const partsOfOne = 4;
/** Many recordings are left out in so many lots. */
const mostFolds = 10;
/** More rows tell no more: of longer recordings, cut into parts or not, the first are taken ... */
const mostRows = 40_000;
/** ... but of each at least these. */
const leastRows = 1_000;
const leastLevel = 1e-9;

/**
 * How much higher a recording scores that was not learned from. Each is left out in turn, the linear
 * statistics are fitted and calibrated on the others, and the median of the one left out is taken in
 * calibrated units: the shift is the conformal quantile of these medians (recordings, not windows, are what
 * is exchangeable: Dunn, Wasserman & Ramdas 2023, "Distribution-free prediction sets for two-layer
 * hierarchical models"). No network is trained for it: the linear statistics of the detector stand for it.
 *
 * @param recordings normal rows
 * @returns calibrated units, 0 and up; 0 where the rows are too few to tell
 */
export function arrivalShift(
  recordings: readonly Recording[],
  windowLength: number,
  kind: DetectorKind,
): number {
  const whole = recordings.length === 1 ? recordings.flatMap(inParts) : recordings;
  const most = Math.max(leastRows, Math.floor(mostRows / whole.length));
  const parts = whole.map((part) =>
    part.rows <= most ? part : selectRows(part, (row) => row < most),
  );
  const folds = Math.min(mostFolds, parts.length);
  const medians = Array.from({ length: folds }, (_, fold) => {
    const others = parts.filter((_part, i) => i % folds !== fold);
    const scoresOf = linearDetector(others, windowLength, linearOf(kind));
    const leftOut = parts.filter((_part, i) => i % folds === fold);
    return scoresOf === null ? [] : leftOut.map(scoresOf).filter(({ length }) => length > 0);
  })
    .flat()
    .map((scores) => quantile(scores.sort(), 0.5))
    .sort((a, b) => a - b);
  const rank = Math.min(medians.length, Math.ceil(keptShare * (medians.length + 1)));
  return Math.max(0, medians[rank - 1] ?? 0);
}

/** Scores windows in calibrated units; null where too few rows are left to calibrate on. */
function linearDetector(
  recordings: readonly Recording[],
  windowLength: number,
  names: readonly BaselineName[],
): ((recording: Recording) => Float64Array) | null {
  const split = recordings.map((recording) => splitRows([recording], fitShare));
  const later = split.flatMap(({ last }) => last);
  if (countWindows(later, windowLength) < minCalibrationWindows) return null;
  const earlier = split.flatMap(({ first }) => first);
  const baselines = fitBaselines(earlier, windowLength);
  const statistics = (recording: Recording) =>
    scoreBaselines(baselines, recording, windowEnds(recording, windowLength));
  const known = later.map(statistics);
  const levels = names.map((name) => {
    const values = Float64Array.from(known.flatMap((scores) => [...scores[name]])).sort();
    return { name, q99: Math.max(leastLevel, quantile(values, 0.99)) };
  });
  const scoresOf = (scores: Readonly<Record<BaselineName, Float64Array>>): Float64Array =>
    scores.windowMean.map((_, window) =>
      levels.reduce((sum, { name, q99 }) => sum + Math.log1p((scores[name][window] ?? 0) / q99), 0),
    );
  const scale = calibrate(Float64Array.from(known.flatMap((some) => [...scoresOf(some)])), 0.01);
  return (recording) => scoresOf(statistics(recording)).map((score) => calibrated(score, scale));
}

const standIns: Readonly<Record<StatisticName, BaselineName | null>> = {
  reconstruction: null,
  networkMean: 'windowMean',
  latentKl: null,
  windowMean: 'windowMean',
  var1: 'var1',
  zmax: 'zmax',
  pcaT2: 'pcaT2',
  pcaSpe: 'pcaSpe',
  modelScore: null,
};

function linearOf(kind: DetectorKind): BaselineName[] {
  const names = statisticsOf[kind].flatMap((statistic) => standIns[statistic] ?? []);
  return names.length > 0 ? names : ['windowMean', 'var1'];
}

function inParts(recording: Recording): Recording[] {
  const edge = (part: number) => Math.floor((part * recording.rows) / partsOfOne);
  return Array.from({ length: partsOfOne }, (_, part) =>
    selectRows(recording, (row) => row >= edge(part) && row < edge(part + 1)),
  );
}
