export interface CurvePoint {
  readonly x: number;
  readonly y: number;
}

/**
 * At most `max` points of a curve, chosen one by one where the line drawn so far is furthest from the
 * curve: corners stay, and what lies on a straight line goes first (Douglas and Peucker 1973, best first).
 */
export function thinCurve<P extends CurvePoint>(points: readonly P[], max = 500): P[] {
  const last = points.length - 1;
  if (last < 1) return [...points];
  const kept = new Set([0, last]);
  const gaps = [furthest(points, 0, last)];
  while (kept.size < max && gaps.length > 0) {
    const widest = gaps.reduce((best, gap, i) => (gap.off > (gaps[best]?.off ?? 0) ? i : best), 0);
    const gap = gaps[widest];
    if (!gap || gap.off <= 1e-12) break;
    kept.add(gap.at);
    gaps.splice(widest, 1, furthest(points, gap.from, gap.at), furthest(points, gap.at, gap.to));
  }
  return points.filter((_, i) => kept.has(i));
}

interface Gap {
  readonly from: number;
  readonly to: number;
  /** The point between that is furthest from the straight line, and how far. */
  readonly at: number;
  readonly off: number;
}

function furthest(points: readonly CurvePoint[], from: number, to: number): Gap {
  const [a, b] = [points[from], points[to]];
  let [at, off] = [from, 0];
  if (!a || !b) return { from, to, at, off };
  const length = Math.hypot(b.x - a.x, b.y - a.y);
  for (let i = from + 1; i < to; i++) {
    const p = points[i];
    if (!p) continue;
    const cross = (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x);
    const distance = length > 0 ? Math.abs(cross) / length : Math.hypot(p.x - a.x, p.y - a.y);
    if (distance > off) [at, off] = [i, distance];
  }
  return { from, to, at, off };
}
