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

/** Windows of equal score, from the lowest score up. */
function tieGroups(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
): { size: number; positives: number }[] {
  const order = Array.from({ length: scores.length }, (_, i) => i);
  order.sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
  const groups: { size: number; positives: number }[] = [];
  let last: number | undefined;
  for (const i of order) {
    if (groups.length === 0 || scores[i] !== last) groups.push({ size: 0, positives: 0 });
    const group = groups[groups.length - 1];
    if (group) {
      group.size++;
      group.positives += labels[i] === 1 ? 1 : 0;
    }
    last = scores[i];
  }
  return groups;
}
