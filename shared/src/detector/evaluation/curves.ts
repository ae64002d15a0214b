import { tieGroups } from './ranking.ts';
import { type CurvePoint, thinCurve } from './thin-curve.ts';

/**
 * The ROC curve, x = share of normal windows above the threshold, y = share of anomalous ones, from (0, 0)
 * to (1, 1). At most `max` points. Null where a class is missing.
 */
export function rocCurve(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  max?: number,
): CurvePoint[] | null {
  const groups = tieGroups(scores, labels).reverse();
  const positives = groups.reduce((sum, group) => sum + group.positives, 0);
  const negatives = scores.length - positives;
  if (positives === 0 || negatives === 0) return null;
  const points: CurvePoint[] = [{ x: 0, y: 0 }];
  let [found, falsely] = [0, 0];
  for (const group of groups) {
    found += group.positives;
    falsely += group.size - group.positives;
    points.push({ x: falsely / negatives, y: found / positives });
  }
  return thinCurve(points, max);
}

/**
 * The precision-recall curve, x = recall, y = precision, by rising recall. Between points it is a step at
 * the height of the right one, as average precision has it; a straight line would promise too much.
 */
export function prCurve(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  max?: number,
): CurvePoint[] | null {
  const groups = tieGroups(scores, labels).reverse();
  const positives = groups.reduce((sum, group) => sum + group.positives, 0);
  if (positives === 0 || positives === scores.length) return null;
  const points: CurvePoint[] = [];
  let [found, seen] = [0, 0];
  for (const group of groups) {
    found += group.positives;
    seen += group.size;
    points.push({ x: found / positives, y: found / seen });
  }
  return thinCurve(points, max);
}
