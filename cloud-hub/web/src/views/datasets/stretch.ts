/** A stretch of time as it is chosen: the last hours, or from and to as the browser's field gives them. */
export interface Stretch {
  readonly kind: '1h' | '6h' | 'fixed';
  readonly from: string;
  readonly to: string;
}

const hourMs = 3_600_000;

/** ms UTC; null where it is none. */
export function stretchOf(
  { kind, from, to }: Stretch,
  now: number,
): { fromAt: number; toAt: number } | null {
  if (kind !== 'fixed') return { fromAt: now - (kind === '1h' ? 1 : 6) * hourMs, toAt: now };
  const [fromAt, toAt] = [new Date(from).getTime(), new Date(to).getTime()];
  return fromAt < toAt ? { fromAt, toAt } : null;
}

/** In the reader's own zone: "2026-03-01T14:03:22". */
export function localInput(at: number): string {
  const zoneMs = new Date(at).getTimezoneOffset() * 60_000;
  return new Date(at - zoneMs).toISOString().slice(0, 19);
}
