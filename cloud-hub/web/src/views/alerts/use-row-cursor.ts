import { useState } from 'react';
import type { Row } from './alert-rows.ts';
import { type Cursor, cursorAt, cursorIndex, moveCursor } from './cursor.ts';

export interface RowCursor {
  readonly row: Row | null;
  readonly index: number;
  readonly move: (by: 1 | -1) => void;
  /** The browser moved the focus, by click or Tab. */
  readonly entered: (index: number) => void;
  /** Back to the list after a dialog, to whatever stands at the same place now. */
  readonly restore: () => void;
}

/** The place in the list that keys act on; it goes with the browser's focus. */
export function useRowCursor(rows: readonly Row[], onMove: (row: Row) => void): RowCursor {
  const [cursor, setCursor] = useState<Cursor | null>(null);
  const ids = rows.map((row) => row.id);
  const index = cursorIndex(ids, cursor);
  return {
    row: rows[index] ?? null,
    index,
    move: (by) => {
      const next = moveCursor(ids, cursor, by);
      setCursor(next);
      const row = next === null ? undefined : rows[next.index];
      if (row === undefined) return;
      focusRow(row.id);
      onMove(row);
    },
    entered: (at) => setCursor(cursorAt(ids, at)),
    restore: () => {
      const row = rows[index];
      if (row !== undefined) focusRow(row.id);
    },
  };
}

let pendingFrame = 0;

/** After the frame in which the list has scrolled the row into being; the latest wish counts. */
function focusRow(id: string): void {
  cancelAnimationFrame(pendingFrame);
  pendingFrame = requestAnimationFrame(() => {
    pendingFrame = requestAnimationFrame(() => document.getElementById(`row-${id}`)?.focus());
  });
}
