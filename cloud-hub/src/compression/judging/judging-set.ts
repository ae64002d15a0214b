import { type EventSpan, eventSpans } from '@lookout/shared/detector/evaluation/events';
import type { Recording } from '@lookout/shared/detector/recording';
import type { ChannelScale } from '@lookout/shared/detector/scaling';
import { windowEnds, windowLabels } from '@lookout/shared/detector/windows';

/** What every stage of a compression is judged on: the same windows each time. */
export interface JudgingSet {
  readonly windowLength: number;
  readonly periodMs: number;
  /** Of every channel, on the rows that the detector was fitted to. */
  readonly scaling: readonly ChannelScale[];
  /** Normal rows that nothing was fitted to: each stage's score is calibrated on them. */
  readonly calibrate: readonly Recording[];
  /** Labelled recordings, with faults of the plant's own or with injected ones. */
  readonly judge: readonly Recording[];
  readonly source: 'labelled' | 'injected';
}

/** The judged windows of all recordings in one row. */
export interface JudgedWindows {
  /** Last row of each window, by recording. */
  readonly ends: readonly Int32Array[];
  readonly labels: Uint8Array; // [windows]
  /** Windows of each recording. */
  readonly runs: readonly number[];
  readonly events: readonly (readonly EventSpan[])[]; // by recording
}

export function judgedWindows({ judge, windowLength }: JudgingSet): JudgedWindows {
  const ends = judge.map((recording) => windowEnds(recording, windowLength));
  const labels = judge.map((recording, i) => windowLabels(recording, ends[i] ?? new Int32Array()));
  return {
    ends,
    labels: Uint8Array.from(labels.flatMap((own) => [...own])),
    runs: ends.map(({ length }) => length),
    events: labels.map((own, i) => eventSpans(own, ends[i] ?? [])),
  };
}
