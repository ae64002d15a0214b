import { useQuery } from '@tanstack/react-query';
import { fetchReleases } from '../../api/releases.ts';

/** Releases have no room of their own; a signature that another machine uploads shows within this time. */
const refetchMs = 10_000;

export const useReleases = () =>
  useQuery({
    queryKey: ['releases'],
    queryFn: ({ signal }) => fetchReleases(signal),
    refetchInterval: refetchMs,
  });
