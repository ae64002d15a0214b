import type { PlacementDetail, PlacementMap } from '@lookout/shared/protocol/placements';
import { applyToPlacement, applyToPlacements, entryOf } from '../../api/apply-update.ts';
import { fetchPlacement, fetchPlacements } from '../../api/placements.ts';
import { useLiveQuery } from '../../api/use-live-query.ts';

/** The whole fleet, kept live. */
export const usePlacements = () =>
  useLiveQuery<PlacementMap>({
    room: 'placement',
    key: ['placement'],
    fetch: fetchPlacements,
    apply: applyToPlacements,
  });

/** One stream: its entry comes by socket; with another choice or another variant the rest is read again. */
export function usePlacement(device: string, stream: string) {
  const query = useLiveQuery<PlacementDetail>({
    room: 'placement',
    key: ['placement', device, stream],
    fetch: (signal) => fetchPlacement(device, stream, signal),
    apply: applyToPlacement,
    onUpdate: (update) => {
      const held = query.data;
      const next = held && entryOf(held, update);
      if (next && (next.number !== held.entry.number || next.since !== held.entry.since))
        void query.refetch();
    },
  });
  return query;
}
