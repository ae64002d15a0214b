export interface SparkPoint {
  readonly at: number;
  readonly score: number | null;
}

export interface SparkFrame {
  readonly from: number;
  readonly to: number;
  readonly width: number;
  readonly height: number;
  /** The score at the top edge; higher ones are drawn at it. */
  readonly top: number;
  /** A longer silence between two points is a gap. */
  readonly gapMs: number;
}

/** SVG path of the scores, broken at gaps; nothing of a null is drawn. */
export function sparklinePath(points: readonly SparkPoint[], frame: SparkFrame): string {
  const steps: string[] = [];
  let lastAt: number | null = null;
  for (const { at, score } of points) {
    if (score === null) {
      lastAt = null;
      continue;
    }
    if (at < frame.from || at > frame.to) continue;
    const joined = lastAt !== null && at - lastAt <= frame.gapMs;
    steps.push(`${joined ? 'L' : 'M'}${x(at, frame)} ${scoreY(score, frame)}`);
    lastAt = at;
  }
  return steps.join('');
}

/** Where a score lies in the frame, from the top edge down; below zero counts as zero. */
export function scoreY(score: number, frame: Pick<SparkFrame, 'height' | 'top'>): number {
  const share = Math.min(1, Math.max(0, score / frame.top));
  return round(frame.height - 1 - share * (frame.height - 2));
}

/** The threshold lies at two thirds of the height, unless the scores need more room. */
export function sparklineTop(points: readonly SparkPoint[], threshold: number | null): number {
  const highest = Math.max(0, ...points.map((point) => point.score ?? 0));
  const room = threshold === null || threshold <= 0 ? 1 : threshold * 1.5;
  return Math.max(room, Math.min(highest, room * 2));
}

function x(at: number, frame: SparkFrame): number {
  return round(((at - frame.from) / (frame.to - frame.from)) * frame.width);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
