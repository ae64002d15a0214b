import { channelShares } from '@lookout/shared/detector/attribution';
import type { ChannelReport } from '../report/report-data.ts';

/** A channel that bears less than this is not worth naming. */
const worthNaming = 0.05;
const namedAtMost = 3;

/**
 * Highest score and worst channels of a stretch of windows, from the mean of their channel errors.
 * @param channelError [windows, channels]
 */
export function worstChannels(
  scores: Float64Array,
  channelError: Float32Array,
  names: readonly string[],
  [from, to]: readonly [number, number],
): ChannelReport {
  const mean = names.map((_, channel) => {
    let sum = 0;
    for (let i = from; i <= to; i++) sum += channelError[i * names.length + channel] ?? 0;
    return sum / (to - from + 1);
  });
  const shares = channelShares(mean);
  const channels = names
    .map((name, i) => ({ name, share: shares[i] ?? 0 }))
    .filter(({ share }) => share >= worthNaming)
    .sort((a, b) => b.share - a.share)
    .slice(0, namedAtMost);
  return { peak: scores.subarray(from, to + 1).reduce((a, b) => Math.max(a, b)), channels };
}
