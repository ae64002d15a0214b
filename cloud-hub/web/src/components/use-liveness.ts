import { useCallback, useSyncExternalStore } from 'react';
import { useLive } from '../api/live-context.tsx';
import { type Liveness, liveness } from '../api/liveness.ts';
import { useHalfSecond } from './ticker.ts';

/** How live the page is; turns at once when the socket goes, and twice a second besides. */
export function useLiveness(): Liveness {
  const client = useLive();
  useHalfSecond();
  const watch = useCallback((watcher: () => void) => client.watch(watcher), [client]);
  const line = useSyncExternalStore(watch, () => client.line);
  return liveness(line, performance.now(), client.startedAtMs);
}

/** False as soon as what is shown can no longer be taken for the present. */
export function useIsLive(): boolean {
  return useLiveness().state === 'live';
}
