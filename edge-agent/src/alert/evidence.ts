import { channelShares } from '@lookout/shared/detector/attribution';
import type { ChannelInfo } from '@lookout/shared/protocol/presence';
import type { ChannelEvidence } from '@lookout/shared/protocol/records';

/** An operator looks at a few sensors; beyond these the list is noise. */
const mostChannels = 5;
/** A channel that bears less than this is left out, unless it is the only one. */
const leastShare = 0.05;

/** What of a score attribution needs. */
export interface AttributedScore {
  readonly channelError: Float32Array; // [channels]
  readonly rebuilt: {
    readonly worst: { readonly value: Float32Array; readonly expected: Float32Array }; // [channels]
  } | null;
}

/**
 * The channels that bear the error, the worst first, each measured against its reconstruction at the row
 * where it was furthest off, in engineering units. None where the network rebuilds nothing: it judges a frame
 * as a whole.
 */
export function evidenceOf(
  { channelError, rebuilt }: AttributedScore,
  channels: readonly ChannelInfo[],
): ChannelEvidence[] {
  if (rebuilt === null) return [];
  const { worst } = rebuilt;
  const shares = channelShares(channelError);
  const ranked = channels
    .map(({ name, unit }, c) => ({
      channel: name,
      unit,
      value: finite(worst.value[c]),
      expected: finite(worst.expected[c]),
      share: Math.min(1, Math.max(0, shares[c] ?? 0)),
    }))
    .sort((a, b) => b.share - a.share);
  return ranked.slice(0, mostChannels).filter(({ share }, i) => i === 0 || share >= leastShare);
}

const finite = (value: number | undefined): number | null =>
  value === undefined || !Number.isFinite(value) ? null : value;
