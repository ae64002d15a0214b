/** A place in a list that changes under it. */
export interface Cursor {
  readonly id: string;
  /** Where it last was; what stands there takes over when the row itself is gone. */
  readonly index: number;
}

/** The row's index now, or -1 when nothing is chosen or nothing is left. */
export function cursorIndex(ids: readonly string[], cursor: Cursor | null): number {
  if (cursor === null) return -1;
  const index = ids.indexOf(cursor.id);
  return index === -1 ? Math.min(cursor.index, ids.length - 1) : index;
}

/** The next place; the first move chooses the first row. */
export function moveCursor(
  ids: readonly string[],
  cursor: Cursor | null,
  by: 1 | -1,
): Cursor | null {
  const from = cursorIndex(ids, cursor);
  return cursorAt(ids, from === -1 ? 0 : Math.min(ids.length - 1, Math.max(0, from + by)));
}

export function cursorAt(ids: readonly string[], index: number): Cursor | null {
  const id = ids[index];
  return id === undefined ? null : { id, index };
}
