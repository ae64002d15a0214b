import { createContext, useContext, useSyncExternalStore } from 'react';

/** The time under the pointer, shared by all charts of a page and by the figures beside them. */
export class CursorStore {
  #time: number | null = null;
  readonly #listeners = new Set<() => void>();

  set(time: number | null): void {
    if (time === this.#time) return;
    this.#time = time;
    for (const listener of this.#listeners) listener();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly time = (): number | null => this.#time;
}

export const CursorContext = createContext(new CursorStore());

/** ms UTC; null while the pointer is on no chart. */
export function useCursorTime(): number | null {
  const store = useContext(CursorContext);
  return useSyncExternalStore(store.subscribe, store.time);
}
