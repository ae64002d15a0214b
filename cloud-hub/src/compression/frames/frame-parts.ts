import type { Recording } from '@lookout/shared/detector/recording';
import { colorMeans, frameValues } from '@lookout/shared/frame/frame';
import type { FrameSize } from '@lookout/shared/frame/image';
import { fitShare } from '../bundle/training-rows.ts';
import { TrainError } from '../training/train-error.ts';

/** Frames one after the other, as bytes: a thousand of 3×224×224 are 150 MB, and would be 600 as numbers. */
export interface FrameStretch {
  readonly count: number;
  readonly bytes: Uint8Array; // [count, channels, height, width]
}

/** The frames that a detector is fitted to, and later ones that calibrate its score. */
export interface FrameParts {
  readonly all: readonly FrameStretch[];
  readonly fit: readonly FrameStretch[];
  readonly calibrate: readonly FrameStretch[];
}

/**
 * Frames do not overlap as windows do, so that fewer say as much. Under ten the level that one in a hundred
 * exceeds would rest on none.
 */
export const minCalibrationFrames = 10;

/** With fewer the tail above the 90 % quantile rests on less than five of them. */
export const goodCalibrationFrames = 50;

export const valuesOfFrame = ({ channels, height, width }: FrameSize): number =>
  channels * height * width;

/** Each folder by itself, as each recording of rows. @throws TrainError `too_few_windows` */
export function splitFrames(all: readonly FrameStretch[], size: FrameSize): FrameParts {
  const values = valuesOfFrame(size);
  const cuts = all.map((stretch) => ({ stretch, cut: Math.round(stretch.count * fitShare) }));
  const part = ({ bytes }: FrameStretch, from: number, to: number): FrameStretch[] =>
    to > from ? [{ count: to - from, bytes: bytes.subarray(from * values, to * values) }] : [];
  const fit = cuts.flatMap(({ stretch, cut }) => part(stretch, 0, cut));
  const calibrate = cuts.flatMap(({ stretch, cut }) => part(stretch, cut, stretch.count));
  if (countFrames(calibrate) >= minCalibrationFrames) return { all, fit, calibrate };
  throw new TrainError(
    'too_few_windows',
    `${countFrames(all)} frames are too few: their last quarter, which calibrates the score, gives ` +
      `${countFrames(calibrate)}. Take at least ${minCalibrationFrames / (1 - fitShare)} frames of normal operation`,
  );
}

export const countFrames = (stretches: readonly FrameStretch[]): number =>
  stretches.reduce((sum, { count }) => sum + count, 0);

/** As the network takes them, `perRun` at most at a time: [n, channels, height, width], from 0 to 1. */
export function* frameBatches(
  stretches: readonly FrameStretch[],
  size: FrameSize,
  perRun: number,
): Generator<Float32Array<ArrayBuffer>> {
  const step = perRun * valuesOfFrame(size);
  for (const { bytes } of stretches)
    for (let from = 0; from < bytes.length; from += step)
      yield frameValues(bytes.subarray(from, from + step));
}

/** So many frames, spread evenly from the first to the last: [n, channels, height, width], bytes. */
export function pickFrames(
  stretches: readonly FrameStretch[],
  size: FrameSize,
  most: number,
): Uint8Array<ArrayBuffer> {
  const values = valuesOfFrame(size);
  const frames = stretches.flatMap(({ count, bytes }) =>
    Array.from({ length: count }, (_, i) => bytes.subarray(i * values, (i + 1) * values)),
  );
  const count = Math.min(most, frames.length);
  const picked = new Uint8Array(count * values);
  for (let i = 0; i < count; i++)
    picked.set(frames[Math.floor((i * frames.length) / count)] ?? [], i * values);
  return picked;
}

/** The rows that stand for frames: the mean of every color, a row a frame. */
export function rowsOfFrames({ count, bytes }: FrameStretch, size: FrameSize): Recording {
  const values = valuesOfFrame(size);
  const means = Array.from({ length: count }, (_, i) =>
    colorMeans(bytes.subarray(i * values, (i + 1) * values), size.channels),
  );
  return {
    rows: count,
    channels: size.channels,
    values: Float64Array.from(means.flat()),
    breakBefore: Uint8Array.from(means, (_, i) => (i === 0 ? 1 : 0)),
    labels: null,
  };
}
