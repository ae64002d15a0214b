import type { Alert, Series } from '@lookout/shared/protocol/rest';
import { useMemo } from 'react';
import { channelOrder } from './channel-order.ts';

/** Sensors change places at most this often, so that one can be read while it is on top. */
const reorderMs = 10_000;

/**
 * The channels' order, kept for a while; another alert changes it at once.
 * @param alerts of the stretch in sight: those that stand lead, else those that stood.
 */
export function useChannelOrder(
  series: Series | undefined,
  alerts: readonly Alert[],
  now: number,
): readonly number[] {
  const active = alerts.filter((alert) => alert.clearedAt === null);
  const telling = active.length > 0 ? active : alerts;
  const turn = Math.floor(now / reorderMs);
  const ids = telling.map((alert) => alert.id).join();
  const known = series?.channels.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: not with every row, see reorderMs
  return useMemo(() => {
    const evidence = telling.flatMap((each) => each.channels);
    return series === undefined ? [] : channelOrder(series, evidence);
  }, [turn, ids, known]);
}
