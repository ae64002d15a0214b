import { type KeyboardEvent, useState } from 'react';

const steps: Readonly<Record<string, number>> = {
  ...{ ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 },
  ...{ Home: Number.NEGATIVE_INFINITY, End: Number.POSITIVE_INFINITY },
};

/** The place that a key leads to among so many; null where it leads nowhere. */
export function nextPlace(key: string, at: number, count: number): number | null {
  const step = steps[key];
  if (step === undefined || count === 0) return null;
  const next = Math.min(count - 1, Math.max(0, at + step));
  return next === at ? null : next;
}

/**
 * One stop of the Tab key for all cells of a map, however large the fleet; arrows go from cell to cell.
 * @param keys of the cells, in the order of the page
 */
export function useCellKeys(keys: readonly string[]) {
  const [chosen, setChosen] = useState<string | null>(null);
  const stop = chosen !== null && keys.includes(chosen) ? chosen : keys[0];
  return {
    tabIndexOf: (key: string): 0 | -1 => (key === stop ? 0 : -1),
    onFocus: setChosen,
    onKeyDown: (event: KeyboardEvent<HTMLElement>): void => {
      const cells = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-cell]')];
      const focused = document.activeElement;
      const at = focused instanceof HTMLElement ? cells.indexOf(focused) : -1;
      const next = nextPlace(event.key, at, cells.length);
      if (at === -1 || next === null) return;
      event.preventDefault();
      cells[next]?.focus();
      cells[next]?.scrollIntoView({ block: 'nearest' });
    },
  };
}
