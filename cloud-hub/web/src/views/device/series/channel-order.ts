import type { ChannelEvidence } from '@lookout/shared/protocol/records';
import type { Series } from '@lookout/shared/protocol/rest';

type Column = readonly (number | null)[];

/** The windows that "deviates now" looks at. */
const recentRows = 10;
/** Below this many times its usual error a channel is as it always is, and keeps its place. */
const notable = 2;

/**
 * Channel indices, those that deviate most on top: first what an alert names, by its share of the error,
 * then by how far measured and reconstructed lie apart lately, against how far they usually do.
 *
 * @param evidence of the alerts that overlap the stretch.
 */
export function channelOrder(series: Series, evidence: readonly ChannelEvidence[]): number[] {
  const share = new Map<string, number>();
  for (const { channel, share: part } of evidence)
    share.set(channel, Math.max(part, share.get(channel) ?? 0));
  const weights = series.channels.map((name, c) => ({
    c,
    share: share.get(name) ?? 0,
    deviation: notableOnly(deviationOf(series.values[c] ?? [], series.expected[c] ?? [])),
  }));
  return weights
    .sort((a, b) => b.share - a.share || b.deviation - a.deviation || a.c - b.c)
    .map(({ c }) => c);
}

/** Mean error of the recent rows over the median error of the stretch; 0 when nothing can be said. */
export function deviationOf(values: Column, expected: Column): number {
  const errors = values.flatMap((value, i) => {
    const reference = expected[i];
    return value === null || reference === null || reference === undefined
      ? []
      : [Math.abs(value - reference)];
  });
  const recent = errors.slice(-recentRows);
  if (recent.length === 0) return 0;
  const mean = recent.reduce((sum, error) => sum + error, 0) / recent.length;
  const usual = median(errors);
  if (usual > 0) return mean / usual;
  return mean > 0 ? Number.POSITIVE_INFINITY : 0;
}

function notableOnly(deviation: number): number {
  return deviation < notable ? 0 : deviation;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}
