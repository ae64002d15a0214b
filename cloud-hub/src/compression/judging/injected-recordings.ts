import { channelLevels } from '@lookout/shared/detector/faults/channel-level';
import { faultKinds } from '@lookout/shared/detector/faults/fault';
import { faultPlan } from '@lookout/shared/detector/faults/fault-plan';
import { faultyStretch } from '@lookout/shared/detector/faults/inject-fault';
import { countRows, type Recording, splitRows } from '@lookout/shared/detector/recording';
import { Random } from '@lookout/shared/simulator/random';

export interface InjectionOptions {
  readonly windowLength: number;
  readonly seed: number;
  /** Rows of all recordings that come back, about. */
  readonly rows?: number;
}

/** More rows would move an AUROC by less than its noise, and every stage is judged on all of them. */
const defaultRows = 20_000;
const eventsPerKind = { least: 4, most: 48 } as const;
/** A fault of two windows, and as many clean rows before it. */
const windowsPerEvent = 4;

/**
 * Labelled recordings where there are none: single-sensor faults of all kinds in copies of normal
 * recordings. No two faults of a copy touch, so that the clean rows between them are normal windows as in a
 * plant's own recordings. The copies share their clean rows: an interval over them is a little too narrow.
 * Empty where no stretch of rows is long enough for a fault.
 */
export function injectedRecordings(
  normal: readonly Recording[],
  { windowLength, seed, rows = defaultRows }: InjectionOptions,
): Recording[] {
  const levels = channelLevels(normal);
  const clean = shortened(normal, rows / 2);
  const room = rows / (faultKinds.length * windowsPerEvent * windowLength);
  const events = Math.max(eventsPerKind.least, Math.min(eventsPerKind.most, Math.floor(room)));
  const plan = faultPlan(clean, { windowLength, seed, levels, eventsPerKind: events });
  const copies = new Map<string, Recording & { readonly labels: Uint8Array }>();
  for (const fault of plan) {
    const source = clean[fault.recording];
    // Read off the clean rows: an earlier fault of the same copy must not be what a later one shows.
    const shown = source && faultyStretch(source, fault, new Random(fault.seed), levels);
    if (!source || !shown) continue;
    const key = `${fault.copy}/${fault.recording}`;
    const copy = copies.get(key) ?? copyOf(source);
    copies.set(key, copy);
    shown.forEach((value, i) => {
      copy.values[(fault.fromRow + i) * copy.channels + fault.channel] = value;
    });
    copy.labels.fill(1, fault.fromRow, fault.toRow);
  }
  return [...copies.values()];
}

const copyOf = (recording: Recording) => ({
  ...recording,
  values: recording.values.slice(),
  labels: new Uint8Array(recording.rows),
});

/** The first rows of every recording, in proportion, where there are more than `rows`. */
function shortened(recordings: readonly Recording[], rows: number): readonly Recording[] {
  const share = rows / countRows(recordings);
  if (share >= 1) return recordings;
  return recordings.flatMap((recording) => splitRows([recording], share).first);
}
