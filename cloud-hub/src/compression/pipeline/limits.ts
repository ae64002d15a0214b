import type { CompressionBudget } from '@lookout/shared/protocol/compression';

/** What a candidate was measured to be. Latency: median of one window at batch 1. */
export interface Measured {
  readonly name: string;
  readonly latencyMs: number;
  readonly modelBytes: number;
  /** Largest drop of score, reconstruction and KL against the base; negative where it gained. */
  readonly aurocDrop: number;
}

export type Limit = 'latency' | 'size' | 'auroc' | 'slower' | 'larger';

/** Two timings of one model in one run differ by so much. */
const timingNoise = 0.01;

/**
 * What speaks against a candidate; nothing where it may be shipped. Something slower or larger than what it
 * replaces is never shipped, whatever the budget says.
 */
export function brokenLimits(
  candidate: Measured,
  base: Measured,
  { maxLatencyMs, maxModelKb, maxAurocDrop }: CompressionBudget,
): Limit[] {
  const { latencyMs, modelBytes, aurocDrop } = candidate;
  const broken: [Limit, boolean][] = [
    ['latency', maxLatencyMs !== null && latencyMs > maxLatencyMs],
    ['size', maxModelKb !== null && modelBytes > maxModelKb * 1000],
    ['auroc', aurocDrop > maxAurocDrop],
    ['slower', latencyMs > (1 + timingNoise) * base.latencyMs],
    ['larger', modelBytes > base.modelBytes],
  ];
  return broken.filter(([, isBroken]) => isBroken).map(([limit]) => limit);
}

/** Latencies nearer to each other than this are the same: then the smaller file goes first. */
const sameLatency = 0.05;

/** Those that break no limit, best first: the fastest; of those as fast, the smallest. */
export function eligible<T extends Measured>(
  candidates: readonly T[],
  base: Measured,
  budget: CompressionBudget,
): T[] {
  const rest = candidates
    .filter((candidate) => brokenLimits(candidate, base, budget).length === 0)
    .sort((a, b) => a.latencyMs - b.latencyMs);
  const ordered: T[] = [];
  while (rest.length > 0) {
    const limit = (rest[0]?.latencyMs ?? 0) * (1 + sameLatency);
    const alike = rest.filter(({ latencyMs }) => latencyMs <= limit);
    const [next] = alike.sort((a, b) => a.modelBytes - b.modelBytes);
    if (!next) break;
    ordered.push(next);
    rest.splice(rest.indexOf(next), 1);
  }
  return ordered;
}

/** Not beaten in latency, size and AUROC at once by any other. */
export function paretoFront<T extends Measured>(candidates: readonly T[]): T[] {
  const beats = (a: T, b: T) => {
    const pairs = [
      [a.latencyMs, b.latencyMs],
      [a.modelBytes, b.modelBytes],
      [a.aurocDrop, b.aurocDrop],
    ] as const;
    return pairs.every(([x, y]) => x <= y) && pairs.some(([x, y]) => x < y);
  };
  return candidates.filter((one) => !candidates.some((other) => beats(other, one)));
}

/** Of the front, those that miss the budget by least: by how many times they exceed each limit, in all. */
export function nearest<T extends Measured>(
  candidates: readonly T[],
  budget: CompressionBudget,
  count = 3,
): T[] {
  const { maxLatencyMs, maxModelKb, maxAurocDrop } = budget;
  const excess = (value: number, limit: number | null) =>
    limit === null ? 0 : Math.max(0, Math.log(Math.max(value, 1e-9) / Math.max(limit, 1e-9)));
  const miss = ({ latencyMs, modelBytes, aurocDrop }: T) =>
    excess(latencyMs, maxLatencyMs) +
    excess(modelBytes, maxModelKb === null ? null : maxModelKb * 1000) +
    Math.max(0, aurocDrop - maxAurocDrop) / Math.max(maxAurocDrop, 0.01);
  return paretoFront(candidates)
    .sort((a, b) => miss(a) - miss(b))
    .slice(0, count);
}
