/**
 * Area under the ROC curve: the probability that an anomalous window scores higher than a normal one,
 * a tie counting one half (Mann-Whitney U). Null where a class is missing.
 */
export function auroc(scores: ArrayLike<number>, labels: ArrayLike<number>): number | null {
  let positives = 0;
  let rankSum = 0;
  let rank = 1;
  for (const group of tieGroups(scores, labels)) {
    // Ranks rise from the lowest score; a group shares the mean of its ranks.
    positives += group.positives;
    rankSum += group.positives * (rank + (group.size - 1) / 2);
    rank += group.size;
  }
  const negatives = scores.length - positives;
  if (positives === 0 || negatives === 0) return null;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/**
 * Area under the precision-recall curve as average precision: Σ (recallᵢ - recallᵢ₋₁)·precisionᵢ over
 * the distinct scores. Null where a class is missing.
 */
export function auprc(scores: ArrayLike<number>, labels: ArrayLike<number>): number | null {
  const groups = tieGroups(scores, labels).reverse();
  const positives = groups.reduce((sum, group) => sum + group.positives, 0);
  if (positives === 0 || positives === scores.length) return null;
  let found = 0;
  let seen = 0;
  let area = 0;
  for (const group of groups) {
    found += group.positives;
    seen += group.size;
    area += (group.positives / positives) * (found / seen);
  }
  return area;
}

/** Windows that no threshold can part. */
export interface TieGroup {
  readonly score: number;
  size: number;
  positives: number;
}

/** Windows of equal score, from the lowest score up. */
export function tieGroups(scores: ArrayLike<number>, labels: ArrayLike<number>): TieGroup[] {
  const groups: TieGroup[] = [];
  const order = risingOrder(scores);
  let last: number | undefined;
  for (const i of order) {
    if (groups.length === 0 || scores[i] !== last)
      groups.push({ score: scores[i] ?? 0, size: 0, positives: 0 });
    const group = groups[groups.length - 1];
    if (group) {
      group.size++;
      group.positives += labels[i] === 1 ? 1 : 0;
    }
    last = scores[i];
  }
  return groups;
}

/** Places of the scores, from the lowest score up. */
export const risingOrder = (scores: ArrayLike<number>): Uint32Array =>
  Uint32Array.from({ length: scores.length }, (_, i) => i).sort(
    (a, b) => (scores[a] ?? 0) - (scores[b] ?? 0),
  );
