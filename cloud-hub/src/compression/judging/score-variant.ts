import type { Recording } from '@lookout/shared/detector/recording';
import { type ChannelScale, divisorOf } from '@lookout/shared/detector/scaling';
import { errorFloor } from '@lookout/shared/detector/score-graph';
import { gatherWindows, windowEnds } from '@lookout/shared/detector/windows';
import { DetectorSession } from '../bundle/detector-session.ts';
import type { JudgingSet } from './judging-set.ts';

/** What a detector says of windows, its network's two parts by themselves. */
export interface ComponentScores {
  /** The product's, as the graph gives it. */
  readonly score: Float64Array; // [windows]
  /** Over all latents. */
  readonly kl: Float64Array; // [windows]
  /** Mean over the rows, in sd of the channel. */
  readonly squaredError: Float64Array; // [windows, channels]
}

/** One variant on one judging set: one pass, after which every figure is read off these. */
export interface VariantScores {
  readonly calibrate: ComponentScores;
  readonly judge: ComponentScores;
  /** Mean squared error of each channel on the calibration windows. */
  readonly errorScale: readonly number[];
}

/** Overlapping windows take `windowLength` times the memory of their rows: never all of them at once. */
const windowsAtOnce = 4096;

/**
 * Scores a detector's windows once, with all that judging needs of them.
 * @throws BundleError `model` where ONNX Runtime refuses it or it is no detector of this shape
 */
export async function scoreVariant(model: Uint8Array, set: JudgingSet): Promise<VariantScores> {
  const { windowLength, scaling } = set;
  const channels = scaling.length;
  await using session = await DetectorSession.open(model, { windowLength, channels });
  const calibrate = await scoreAll(session, set.calibrate, set);
  const judge = await scoreAll(session, set.judge, set);
  const windows = calibrate.score.length;
  const errorScale = scaling.map((_, channel) => {
    let sum = 0;
    for (let i = channel; i < calibrate.squaredError.length; i += channels)
      sum += calibrate.squaredError[i] ?? 0;
    return Math.max(sum / windows, errorFloor);
  });
  return { calibrate, judge, errorScale };
}

/** Σ_c e_c/ē_c of every window. @param errorScale ē, of the variant itself or of another to compare with */
export function reconstructionScore(
  { squaredError }: ComponentScores,
  errorScale: readonly number[],
): Float64Array {
  const channels = errorScale.length;
  const score = new Float64Array(squaredError.length / channels);
  squaredError.forEach((error, i) => {
    const window = Math.floor(i / channels);
    score[window] = (score[window] ?? 0) + error / (errorScale[i % channels] ?? 1);
  });
  return score;
}

async function scoreAll(
  session: DetectorSession,
  recordings: readonly Recording[],
  { windowLength, scaling }: JudgingSet,
): Promise<ComponentScores> {
  const channels = scaling.length;
  const ends = recordings.map((recording) => windowEnds(recording, windowLength));
  const count = ends.reduce((sum, { length }) => sum + length, 0);
  const all = {
    score: new Float64Array(count),
    kl: new Float64Array(count),
    squaredError: new Float64Array(count * channels),
  };
  let at = 0;
  for (const [i, recording] of recordings.entries()) {
    const own = ends[i] ?? new Int32Array();
    for (let from = 0; from < own.length; from += windowsAtOnce) {
      const some = own.subarray(from, from + windowsAtOnce);
      const windows = gatherWindows(recording, some, windowLength);
      const names = ['score', 'latentKl', 'reconstruction'] as const;
      await session.eachBatch(windows, names, ([score, latentKl, expected], batch) => {
        if (!score || !latentKl || !expected) return;
        all.score.set(score, at);
        all.kl.set(rowSums(latentKl, score.length), at);
        all.squaredError.set(errorsOf(batch, expected, windowLength, scaling), at * channels);
        at += score.length;
      });
    }
  }
  return all;
}

function rowSums(values: Float32Array, rows: number): Float64Array {
  const width = values.length / rows;
  const sums = new Float64Array(rows);
  values.forEach((value, i) => {
    const row = Math.floor(i / width);
    sums[row] = (sums[row] ?? 0) + value;
  });
  return sums;
}

/**
 * Σ_c e_c/ē_c is the same in whatever unit a channel is measured, so the reconstruction in engineering units
 * serves for every network, prewhitened or imported.
 */
function errorsOf(
  windows: Float32Array, // [n, windowLength, channels]
  expected: Float32Array,
  windowLength: number,
  scaling: readonly ChannelScale[],
): Float64Array {
  const channels = scaling.length;
  const divisors = Float64Array.from(scaling, divisorOf);
  const errors = new Float64Array(windows.length / windowLength);
  const size = windowLength * channels;
  for (let i = 0; i < windows.length; i++) {
    const channel = i % channels;
    const error = ((windows[i] ?? 0) - (expected[i] ?? 0)) / (divisors[channel] ?? 1);
    const place = Math.floor(i / size) * channels + channel;
    errors[place] = (errors[place] ?? 0) + error ** 2 / windowLength;
  }
  return errors;
}
