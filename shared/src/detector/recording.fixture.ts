import type { Recording } from './recording.ts';

/** A recording from rows in plain view; a break before the first row only, unless said otherwise. */
export function recordingOf(
  rows: readonly (readonly number[])[],
  more: { breaks?: readonly number[]; labels?: readonly number[] } = {},
): Recording {
  const breakBefore = new Uint8Array(rows.length);
  for (const row of [0, ...(more.breaks ?? [])]) breakBefore[row] = 1;
  return {
    rows: rows.length,
    channels: rows[0]?.length ?? 0,
    values: Float64Array.from(rows.flat()),
    breakBefore,
    labels: more.labels ? Uint8Array.from(more.labels) : null,
  };
}
