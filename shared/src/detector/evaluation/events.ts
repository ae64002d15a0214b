/** A stretch of consecutive anomalous windows: one happening. */
export interface EventSpan {
  /** First and last window, both anomalous. */
  readonly firstWindow: number;
  readonly lastWindow: number;
  /** Their last rows: where the labels begin and end, as far as windows reach them. */
  readonly firstRow: number;
  readonly lastRow: number;
}

/**
 * Events of one recording. A gap in the rows parts no event: what it hid is not known. An event that lies
 * wholly in rows which no window ends at is not seen here.
 * @param labels [windows] @param ends [windows], last row of each
 */
export function eventSpans(labels: ArrayLike<number>, ends: ArrayLike<number>): EventSpan[] {
  const events: EventSpan[] = [];
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] !== 1) continue;
    const firstWindow = i;
    while (i + 1 < labels.length && labels[i + 1] === 1) i++;
    events.push({
      firstWindow,
      lastWindow: i,
      firstRow: ends[firstWindow] ?? 0,
      lastRow: ends[i] ?? 0,
    });
  }
  return events;
}

/**
 * 1 for windows that lie apart from every event: not within `before` rows ahead of its first row, nor
 * within `after` rows past its last.
 * @param ends [windows], rising
 */
export function windowsApart(
  events: readonly EventSpan[],
  ends: ArrayLike<number>,
  { before, after }: { readonly before: number; readonly after: number },
): Uint8Array {
  let next = 0;
  return Uint8Array.from({ length: ends.length }, (_, i) => {
    const row = ends[i] ?? 0;
    while (next < events.length && row > (events[next]?.lastRow ?? 0) + after) next++;
    const event = events[next];
    return event === undefined || row < event.firstRow - before ? 1 : 0;
  });
}
