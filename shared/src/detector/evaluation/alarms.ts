import { median } from './averages.ts';

/** Windows of one recording in order; `ends` are their last rows. */
export interface ScoredWindows {
  readonly ends: ArrayLike<number>;
  readonly scores: ArrayLike<number>;
  readonly labels: ArrayLike<number>;
}

export interface AlarmCounts {
  readonly normal: number;
  readonly falseAlarms: number;
  readonly anomalous: number;
  readonly detected: number;
  /** Rows from the first anomalous window of an event to its first alarm; missed events leave none. */
  readonly delays: readonly number[];
}

/** Counts what a threshold would have raised: window by window, and event by event for the delay. */
export function countAlarms(
  { ends, scores, labels }: ScoredWindows,
  threshold: number,
): AlarmCounts {
  const counts = { normal: 0, falseAlarms: 0, anomalous: 0, detected: 0 };
  const delays: number[] = [];
  let eventBegan: number | null = null;
  for (let i = 0; i < scores.length; i++) {
    const alarm = (scores[i] ?? 0) > threshold;
    if (labels[i] !== 1) {
      counts.normal++;
      if (alarm) counts.falseAlarms++;
      eventBegan = null;
      continue;
    }
    counts.anomalous++;
    if (alarm) counts.detected++;
    if (labels[i - 1] !== 1) eventBegan = ends[i] ?? 0;
    if (alarm && eventBegan !== null) {
      delays.push((ends[i] ?? 0) - eventBegan);
      eventBegan = null;
    }
  }
  return { ...counts, delays };
}

/** Sums counts of several recordings. */
export const addAlarms = (parts: readonly AlarmCounts[]): AlarmCounts => ({
  normal: sum(parts, 'normal'),
  falseAlarms: sum(parts, 'falseAlarms'),
  anomalous: sum(parts, 'anomalous'),
  detected: sum(parts, 'detected'),
  delays: parts.flatMap(({ delays }) => delays),
});

const sum = (parts: readonly AlarmCounts[], key: Exclude<keyof AlarmCounts, 'delays'>): number =>
  parts.reduce((total, part) => total + part[key], 0);

export interface AlarmRates {
  /** Share of normal windows above the threshold; null without normal windows. */
  readonly falseAlarmRate: number | null;
  /** Share of anomalous windows above the threshold; null without anomalous windows. */
  readonly detectionRate: number | null;
  /** Median rows to the first alarm of the events that were found; null where none was. */
  readonly detectionDelay: number | null;
}

export const alarmRates = (counts: AlarmCounts): AlarmRates => ({
  falseAlarmRate: counts.normal > 0 ? counts.falseAlarms / counts.normal : null,
  detectionRate: counts.anomalous > 0 ? counts.detected / counts.anomalous : null,
  detectionDelay: median(counts.delays),
});
