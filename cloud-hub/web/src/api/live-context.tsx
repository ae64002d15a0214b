import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react';
import { LiveClient } from './live-client.ts';
import { meKey } from './session.ts';

const LiveContext = createContext<LiveClient | null>(null);

/** One socket for the time that someone is signed in. */
export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const queries = useQueryClient();
  const client = useMemo(
    () => new LiveClient(() => void queries.invalidateQueries({ queryKey: meKey })),
    [queries],
  );
  useEffect(() => {
    client.start();
    return () => client.stop();
  }, [client]);
  return <LiveContext value={client}>{children}</LiveContext>;
}

export function useLive(): LiveClient {
  const client = useContext(LiveContext);
  if (client === null) throw new Error('useLive needs a LiveProvider above it');
  return client;
}
