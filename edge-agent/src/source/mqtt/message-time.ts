export interface MessageTime {
  readonly at: number;
  readonly sourceAt: number | null;
  /** How far the sender's clock is from ours where it is not believed, else null. */
  readonly skewMs: number | null;
}

/**
 * The time of a row that came as one message: the sender's, as long as it is near ours. A clock that never
 * was set (1970) or runs hours off would put the row where nobody looks for it: then the arrival counts
 * and the sender's time goes along as `sourceAt`.
 */
export function messageTime(
  sentMs: number | null,
  arrivedMs: number,
  maxSkewMs: number,
): MessageTime {
  if (sentMs === null) return { at: arrivedMs, sourceAt: null, skewMs: null };
  const skewMs = sentMs - arrivedMs;
  if (Math.abs(skewMs) <= maxSkewMs) return { at: sentMs, sourceAt: null, skewMs: null };
  return { at: arrivedMs, sourceAt: Math.max(0, sentMs), skewMs };
}
