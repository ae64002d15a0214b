import type { Calibration } from '@lookout/shared/bundle/manifest';
import { calibrated } from '@lookout/shared/detector/calibration';
import { raiseWindows } from '@lookout/shared/detector/decision/settings';
import { eventPeak } from '@lookout/shared/detector/decision/threshold-from';
import { eventSpans } from '@lookout/shared/detector/evaluation/events';
import type { Recording } from '@lookout/shared/detector/recording';
import { gatherWindows, windowEnds, windowLabels } from '@lookout/shared/detector/windows';
import { DetectorSession, type InputShape } from '../bundle/detector-session.ts';
import { injectedRecordings } from './injected-recordings.ts';

export interface EventSource {
  /** As they were given, with their labels. */
  readonly recordings: readonly Recording[];
  /** Later normal rows, into which faults are injected where too few events are labelled. */
  readonly calibrate: readonly Recording[];
  readonly seed: number;
}

/** Fewer labelled events do not tell a plant's faults apart from chance. */
const enoughEvents = 10;

/**
 * The level that each known event would be found at (see `eventPeak`): of the labelled ones where there are
 * ten or more, otherwise of injected faults. Empty where neither is to be had.
 */
export async function eventPeaks(
  model: Uint8Array,
  calibration: Pick<Calibration, 'median' | 'spread'>,
  { recordings, calibrate, seed }: EventSource,
  shape: InputShape,
): Promise<number[]> {
  const { windowLength } = shape;
  await using session = await DetectorSession.open(model, shape);
  const peaksOf = async (some: readonly Recording[]) => {
    const peaks: number[] = [];
    for (const recording of some) {
      const ends = windowEnds(recording, windowLength);
      for (const span of eventSpans(windowLabels(recording, ends), ends)) {
        const own = ends.subarray(span.firstWindow, span.lastWindow + 1);
        const { score } = await session.score(gatherWindows(recording, own, windowLength));
        const scores = score.map((value) => calibrated(value, calibration));
        peaks.push(eventPeak(scores, raiseWindows));
      }
    }
    return peaks;
  };
  const labelled = await peaksOf(recordings);
  if (labelled.length >= enoughEvents) return labelled;
  return await peaksOf(injectedRecordings(calibrate, { windowLength, seed }));
}
