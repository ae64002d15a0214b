import { useRef } from 'react';
import { useKeys } from './keys.tsx';

/**
 * `j` and `k` move the focus over everything inside that is marked `data-focus={name}`; Enter is then the
 * browser's own.
 */
export function useFocusKeys<E extends HTMLElement>(name: string) {
  const list = useRef<E>(null);
  const move = (by: 1 | -1) => {
    const items = [
      ...(list.current?.querySelectorAll<HTMLElement>(`[data-focus="${name}"]`) ?? []),
    ];
    const at = items.findIndex((item) => item.contains(document.activeElement));
    const next = at === -1 ? 0 : Math.min(items.length - 1, Math.max(0, at + by));
    items[next]?.focus();
    items[next]?.scrollIntoView({ block: 'nearest' });
  };
  useKeys([
    { keys: 'j', label: `Next ${name}`, run: () => move(1) },
    { keys: 'k', label: `Previous ${name}`, run: () => move(-1) },
  ]);
  return list;
}
