import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { fetchDevices } from '../../../api/queries.ts';
import { compareNames } from '../../../components/by-name.ts';

/** What can be chosen from, as the fleet calls it. */
export interface FleetNames {
  readonly sites: string[];
  readonly devices: string[];
  readonly streams: string[];
  /** "line=3". */
  readonly labels: string[];
  /** "pump-1/loop". */
  readonly assets: string[];
}

export function useFleetNames(): FleetNames {
  const { data } = useQuery({
    queryKey: ['devices'],
    queryFn: ({ signal }) => fetchDevices(signal),
  });
  return useMemo(() => {
    const devices = (data ?? []).filter(({ revokedAt }) => revokedAt === null);
    const sorted = (names: readonly string[]) => [...new Set(names)].sort(compareNames);
    return {
      sites: sorted(devices.map(({ site }) => site)),
      devices: sorted(devices.map(({ id }) => id)),
      streams: sorted(devices.flatMap(({ streams }) => streams.map(({ name }) => name))),
      labels: sorted(
        devices.flatMap(({ labels }) =>
          Object.entries(labels).map(([name, value]) => `${name}=${value}`),
        ),
      ),
      assets: sorted(
        devices.flatMap(({ id, streams }) => streams.map(({ name }) => `${id}/${name}`)),
      ),
    };
  }, [data]);
}
