import type { BatchScores, DetectorModel } from './child-protocol.ts';
import { DetectError } from './detect-error.ts';
import { allFinite } from './reduce.ts';
import type { Score } from './scored-window.ts';
import type { PendingWindow } from './work-queue.ts';

/** Answers a window: a score that is not finite is none. */
export function settleWindow(window: PendingWindow, score: Score): void {
  if (Number.isFinite(score.score) && allFinite(score.channelError)) window.resolve(score);
  else window.reject(new DetectError('badOutput', 'the model gave a score that is not finite'));
}

/** The windows of a run, one after the other: [batch, ...the model's shape]. */
export function concat(windows: readonly PendingWindow[]): Float32Array {
  const [first, ...others] = windows;
  // A frame of 224×224 is 600 kB, and mostly comes alone.
  if (first !== undefined && others.length === 0) return first.data;
  const length = first?.data.length ?? 0;
  const all = new Float32Array(windows.length * length);
  windows.forEach((window, i) => {
    all.set(window.data, i * length);
  });
  return all;
}

/** The i-th window's part of a batch. */
export function scoreOf(
  batch: BatchScores,
  i: number,
  { size: { channels }, latent }: DetectorModel,
): Score {
  const part = (values: Float32Array, width: number) => values.slice(i * width, (i + 1) * width);
  const { rebuilt } = batch;
  return {
    score: batch.score[i] ?? Number.NaN,
    channelError: part(batch.channelError, channels),
    latentKl: part(batch.latentKl, latent),
    rebuilt: rebuilt && {
      expected: part(rebuilt.expected, channels),
      worst: {
        value: part(rebuilt.worstValue, channels),
        expected: part(rebuilt.worstExpected, channels),
      },
    },
    latencyUs: batch.latencyUs,
  };
}
