import { countRows, type Recording, selectRows } from './recording.ts';

/** When a reading cannot be believed any more; null where nothing can be said. */
export interface SensorLimits {
  readonly plausibleMin: number | null;
  readonly plausibleMax: number | null;
  readonly stuckAfterRows: number | null;
}

/**
 * A process fault drives a channel far: a closed valve takes a flow of 32 ± 1 l/min to 0, a failing
 * bearing multiplies a vibration. Such a value must reach the detector, for a process anomaly taken for a
 * sensor fault is a missed alert, while a broken sensor taken for an anomaly is still an alert that names
 * the sensor. So only what lies beyond thirty times everything the channel ever showed is implausible:
 * what broken sensors and converters send (-9999, 32767, 1e30).
 */
const plausibleFactor = 30;
/** The longest still stretch among n rows grows like log n; five times it is no chance any more. */
const stuckFactor = 5;

/** Limits of every channel, learned from normal rows. */
export function fitSensorLimits(
  recordings: readonly Recording[],
  windowLength: number,
): SensorLimits[] {
  const channels = recordings[0]?.channels ?? 0;
  const rows = countRows(recordings);
  return Array.from({ length: channels }, (_, channel) => {
    const { min, max, longestRun } = surveyChannel(recordings, channel);
    const reach = plausibleFactor * Math.max(max - min, Math.abs(min), Math.abs(max));
    // A switch or a setpoint stands still as a matter of course.
    const oftenStill = longestRun > rows / 20;
    return {
      plausibleMin: reach > 0 ? min - reach : null,
      plausibleMax: reach > 0 ? max + reach : null,
      stuckAfterRows: oftenStill ? null : Math.max(2 * windowLength, stuckFactor * longestRun),
    };
  });
}

/** What a sensor can measure, told by someone who knows. */
export interface MeasuringRange {
  readonly min: number;
  readonly max: number;
}

/** Leaves out rows in which a sensor says what it cannot measure; null: any value will do. */
export const plausibleRows = (
  recording: Recording,
  ranges: readonly (MeasuringRange | null)[], // [channels]
): Recording =>
  selectRows(recording, (row) =>
    ranges.every((range, channel) => {
      const value = recording.values[row * recording.channels + channel] ?? 0;
      return range === null || (value >= range.min && value <= range.max);
    }),
  );

interface Survey {
  min: number;
  max: number;
  /** Rows of the longest stretch of equal values. */
  longestRun: number;
}

function surveyChannel(recordings: readonly Recording[], channel: number): Survey {
  const survey: Survey = { min: Infinity, max: -Infinity, longestRun: 0 };
  for (const { rows, channels, values, breakBefore } of recordings) {
    let run = 0;
    let last = Number.NaN;
    for (let row = 0; row < rows; row++) {
      const value = values[row * channels + channel] ?? 0;
      run = value === last && breakBefore[row] === 0 ? run + 1 : 1;
      last = value;
      survey.longestRun = Math.max(survey.longestRun, run);
      survey.min = Math.min(survey.min, value);
      survey.max = Math.max(survey.max, value);
    }
  }
  return survey;
}
