import { useEffect, useRef } from 'react';

/**
 * The button that was pressed is often gone once its act is done, and the focus with it: whoever works by the
 * keyboard would begin anew at the top of the page. It goes to what stands in the button's place instead.
 * @param change what may take the button away
 */
export function useKeptFocus<E extends HTMLElement>(change: unknown) {
  const place = useRef<E>(null);
  const acted = useRef(false);
  const settle = () => {
    const lost = document.activeElement === null || document.activeElement === document.body;
    if (!acted.current || !lost) return;
    acted.current = false;
    place.current?.focus({ preventScroll: true });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever it changes
  useEffect(settle, [change]);
  return {
    place,
    /** Something was done from here. */
    noteAct: () => {
      acted.current = true;
    },
    settle,
  };
}
