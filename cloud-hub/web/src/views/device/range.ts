const minuteMs = 60_000;

/** Ranges that end now and move with it. */
export const spans = [
  { name: 'live', label: 'Live', ms: 5 * minuteMs },
  { name: '15m', label: '15 min', ms: 15 * minuteMs },
  { name: '1h', label: '1 h', ms: 60 * minuteMs },
  { name: '6h', label: '6 h', ms: 6 * 60 * minuteMs },
  { name: '24h', label: '24 h', ms: 24 * 60 * minuteMs },
] as const;
export type SpanName = (typeof spans)[number]['name'];

export type Range =
  | { readonly kind: 'moving'; readonly name: SpanName; readonly spanMs: number }
  /** A stretch that someone zoomed into, or that a link leads to. */
  | { readonly kind: 'fixed'; readonly from: number; readonly to: number };

const shortestMs = 5_000;
const longestMs = 90 * 24 * 60 * minuteMs;

/** The range that an address stands for: `from` and `to` win over `range`; without either, live. */
export function rangeFrom(parameters: URLSearchParams): Range {
  const from = Number(parameters.get('from'));
  const to = Number(parameters.get('to'));
  if (from > 0 && to > from) return fixedRange(from, to);
  const name = parameters.get('range');
  const span = spans.find((each) => each.name === name) ?? spans[0];
  return { kind: 'moving', name: span.name, spanMs: span.ms };
}

/** @param now hub time, ms UTC. */
export function boundsOf(range: Range, now: number): { from: number; to: number } {
  return range.kind === 'fixed'
    ? { from: range.from, to: range.to }
    : { from: now - range.spanMs, to: now };
}

/** The range in the address; moving ones by name, so that a link moves on too. */
export function withRange(parameters: URLSearchParams, range: Range): URLSearchParams {
  const next = new URLSearchParams(parameters);
  for (const name of ['from', 'to', 'range']) next.delete(name);
  if (range.kind === 'fixed') {
    next.set('from', String(range.from));
    next.set('to', String(range.to));
  } else if (range.name !== 'live') next.set('range', range.name);
  return next;
}

/** Half as long, or twice, around the same middle. */
export function zoomed(range: Range, now: number, factor: 0.5 | 2): Range {
  const { from, to } = boundsOf(range, now);
  const middle = (from + to) / 2;
  const half = ((to - from) * factor) / 2;
  return fixedRange(middle - half, middle + half);
}

/** Half a range earlier or later. */
export function panned(range: Range, now: number, by: -1 | 1): Range {
  const { from, to } = boundsOf(range, now);
  const step = (by * (to - from)) / 2;
  return fixedRange(from + step, to + step);
}

export function fixedRange(from: number, to: number): Range {
  const middle = (from + to) / 2;
  const half = Math.min(longestMs, Math.max(shortestMs, to - from)) / 2;
  return { kind: 'fixed', from: Math.round(middle - half), to: Math.round(middle + half) };
}
