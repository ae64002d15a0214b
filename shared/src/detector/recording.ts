/** Rows of one recording in engineering units; the shape in which all data reaches the detector. */
export interface Recording {
  readonly rows: number;
  readonly channels: number;
  readonly values: Float64Array; // [rows, channels], row-major
  /**
   * 1 where a row does not directly follow the one before: the first row, a gap in time, a row left
   * out. No window and no difference between rows ever spans a break.
   */
  readonly breakBefore: Uint8Array; // [rows]
  /** 1 = anomalous; null where the recording is all normal. */
  readonly labels: Uint8Array | null; // [rows]
}

/** The rows that `keep` names, with a break wherever one was left out. */
export function selectRows(recording: Recording, keep: (row: number) => boolean): Recording {
  const { channels, values, breakBefore, labels } = recording;
  const kept = Array.from({ length: recording.rows }, (_, row) => row).filter(keep);
  const selected = new Float64Array(kept.length * channels);
  const breaks = new Uint8Array(kept.length);
  kept.forEach((row, i) => {
    selected.set(values.subarray(row * channels, (row + 1) * channels), i * channels);
    const follows = i > 0 && kept[i - 1] === row - 1 && breakBefore[row] === 0;
    breaks[i] = follows ? 0 : 1;
  });
  return {
    rows: kept.length,
    channels,
    values: selected,
    breakBefore: breaks,
    labels: labels && Uint8Array.from(kept, (row) => labels[row] ?? 0),
  };
}

/** Leaves out what is labelled anomalous. */
export const normalRows = (recording: Recording): Recording =>
  selectRows(recording, (row) => recording.labels?.[row] !== 1);

/** The first `share` of all rows, in the order given, and the rest; a recording may be cut in two. */
export function splitRows(
  recordings: readonly Recording[],
  share: number,
): { first: Recording[]; last: Recording[] } {
  const total = recordings.reduce((sum, { rows }) => sum + rows, 0);
  const first: Recording[] = [];
  const last: Recording[] = [];
  let left = Math.round(total * share);
  for (const recording of recordings) {
    const cut = Math.min(left, recording.rows);
    left -= cut;
    if (cut > 0) first.push(selectRows(recording, (row) => row < cut));
    if (cut < recording.rows) last.push(selectRows(recording, (row) => row >= cut));
  }
  return { first, last };
}

export const countRows = (recordings: readonly Recording[]): number =>
  recordings.reduce((sum, { rows }) => sum + rows, 0);
