import type { LiveScores, RoomPosition } from '@lookout/shared/protocol/live';
import { useEffect, useEffectEvent } from 'react';
import { useLive } from '../../../api/live-context.tsx';
import { nextStep } from '../../../api/room-sync.ts';

interface ScoreListener {
  readonly onScores: (scores: readonly LiveScores[]) => void;
  /** There is a hole: rows may be missing. */
  readonly onMissed: () => void;
}

/** New windows of a device as its room tells them. */
export function useDeviceScores(device: string, listener: ScoreListener): void {
  const client = useLive();
  const onScores = useEffectEvent(listener.onScores);
  const onMissed = useEffectEvent(listener.onMissed);
  useEffect(() => {
    let held: RoomPosition | null = null;
    return client.listen(`device:${device}`, {
      joined: (position) => {
        if (held !== null && nextStep(held, position) !== 'ignore') onMissed();
        held = position;
      },
      updated: (update) => {
        if (held !== null && nextStep(held, update) === 'refetch') onMissed();
        held = update;
        if (update.scores !== undefined) onScores(update.scores);
      },
      lost: () => {},
    });
  }, [client, device]);
}
