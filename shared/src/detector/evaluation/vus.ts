/**
 * Volume under the surface: the area under the range-ROC and range-PR curve, averaged over the width of
 * the buffer around each event. An alarm shortly before or after an event then counts in part, and no
 * single width decides (Paparrizos et al., "Volume Under the Surface", PVLDB 15(11), 2022).
 *
 * Of the published variants this is `RangeAUC_volume_opt` of TheDatumOrg/VUS and TSB-AD, so that figures
 * compare with the TSB-AD leaderboard:
 * - for every buffer width ℓ = 0, 1 … L, a row at distance d ≤ ⌊ℓ/2⌋ of an event weighs √(1 - d/ℓ), added
 *   up between two events and cut at 1; a row of an event weighs 1
 * - thresholds at 250 evenly spaced ranks of the score, a score at the threshold being an alarm
 * - TP is the weight of the alarms; P' = P + ½ (buffer weight of the alarms), N' = n - P'
 * - TPR = min(TP/P', 1) × share of buffered events with an alarm in them; events whose buffers meet are one
 * - FPR = (alarms - TP)/N', precision = TP/alarms; the ROC curve by trapezoids, ended at (1, 1), the PR
 *   curve by steps, (TPRₖ - TPRₖ₋₁)·precisionₖ
 * No point adjustment.
 */
export interface VusOptions {
  /** L, windows. {@link defaultBuffer} of the detector's window unless there is a reason. */
  readonly buffer: number;
  /** Windows of each recording, in order; buffers never leave their recording. One by default. */
  readonly runs?: readonly number[];
  readonly thresholds?: number;
}

export interface Volume {
  readonly vusRoc: number;
  readonly vusPr: number;
}

/**
 * Half a buffer lies on each side of an event, so this reaches one window length past its end: as long as
 * a window still holds anomalous rows. Never chosen by looking at the scores.
 */
export const defaultBuffer = (windowLength: number): number => 2 * windowLength;

/** Null where a class of windows is missing. Cost: about n·L additions. */
export function volumeUnderSurface(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  { buffer, runs = [scores.length], thresholds = 250 }: VusOptions,
): Volume | null {
  const events = eventsOf(labels, runs);
  const positives = events.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  if (positives === 0 || positives === scores.length) return null;
  const alarms = rankAlarms(scores, thresholds);
  let roc = 0;
  let pr = 0;
  for (let width = 0; width <= buffer; width++) {
    const area = rangeAreas(alarms, events, labels, width);
    roc += area.roc;
    pr += area.pr;
  }
  return { vusRoc: roc / (buffer + 1), vusPr: pr / (buffer + 1) };
}

export const vusRoc = (
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  options: VusOptions,
): number | null => volumeUnderSurface(scores, labels, options)?.vusRoc ?? null;

export const vusPr = (
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  options: VusOptions,
): number | null => volumeUnderSurface(scores, labels, options)?.vusPr ?? null;

/** An event with the first and last window of its recording. */
interface Event {
  readonly first: number;
  readonly last: number;
  readonly runFirst: number;
  readonly runLast: number;
}

function eventsOf(labels: ArrayLike<number>, runs: readonly number[]): Event[] {
  const events: Event[] = [];
  let runFirst = 0;
  for (const length of runs) {
    const runLast = runFirst + length - 1;
    for (let i = runFirst; i <= runLast; i++) {
      if (labels[i] !== 1) continue;
      const first = i;
      while (i < runLast && labels[i + 1] === 1) i++;
      events.push({ first, last: i, runFirst, runLast });
    }
    runFirst += length;
  }
  return events;
}

interface RankedAlarms {
  /** Of each window, the first threshold (from the highest down) at which it is an alarm. */
  readonly firstAlarm: Uint16Array; // [windows]
  /** Windows at or above each threshold. */
  readonly count: Float64Array; // [thresholds]
}

function rankAlarms(scores: ArrayLike<number>, thresholds: number): RankedAlarms {
  const falling = Float64Array.from(scores).sort().reverse();
  const step = (falling.length - 1) / (thresholds - 1);
  const levels = Float64Array.from({ length: thresholds }, (_, k) =>
    k === thresholds - 1 ? (falling.at(-1) ?? 0) : (falling[Math.floor(k * step)] ?? 0),
  );
  const count = new Float64Array(thresholds);
  const firstAlarm = Uint16Array.from({ length: scores.length }, (_, i) => {
    const k = firstAtMost(levels, scores[i] ?? 0);
    count[k] = (count[k] ?? 0) + 1;
    return k;
  });
  accumulate(count);
  return { firstAlarm, count };
}

/** Place of the first of falling levels that is no higher than the score; there always is one. */
function firstAtMost(levels: Float64Array, score: number): number {
  let low = 0;
  let high = levels.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((levels[middle] ?? 0) <= score) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Areas under the range-ROC and range-PR curve of one buffer width. */
function rangeAreas(
  { firstAlarm, count }: RankedAlarms,
  events: readonly Event[],
  labels: ArrayLike<number>,
  width: number,
): { roc: number; pr: number } {
  const thresholds = count.length;
  const hits = new Float64Array(thresholds); // windows of events, by their first alarm
  const soft = new Float64Array(thresholds); // buffer weight, likewise
  const reached = new Float64Array(thresholds); // buffered events, by their first alarm
  const add = (to: Float64Array, k: number, weight: number) => {
    to[k] = (to[k] ?? 0) + weight;
  };
  for (const { first, last } of events)
    for (let i = first; i <= last; i++) add(hits, firstAlarm[i] ?? 0, 1);
  for (const [i, weight] of bufferWeights(events, labels, width))
    add(soft, firstAlarm[i] ?? 0, Math.min(1, weight));
  const spans = bufferedSpans(events, width >> 1);
  for (const { first, last } of spans)
    add(reached, firstAlarm.subarray(first, last + 1).reduce(least, thresholds), 1);
  for (const sums of [hits, soft, reached]) accumulate(sums);

  const positives = hits[thresholds - 1] ?? 0;
  let [roc, pr, lastTpr, lastFpr] = [0, 0, 0, 0];
  for (let k = 0; k < thresholds; k++) {
    const alarms = count[k] ?? 0;
    const softMass = soft[k] ?? 0;
    const found = (hits[k] ?? 0) + softMass;
    const positive = positives + softMass / 2;
    const tpr = (Math.min(found / positive, 1) * (reached[k] ?? 0)) / spans.length;
    const fpr = (alarms - found) / (firstAlarm.length - positive);
    roc += ((fpr - lastFpr) * (tpr + lastTpr)) / 2;
    pr += (tpr - lastTpr) * (found / alarms);
    [lastTpr, lastFpr] = [tpr, fpr];
  }
  return { roc: roc + ((1 - lastFpr) * (1 + lastTpr)) / 2, pr };
}

const least = (a: number, b: number): number => Math.min(a, b);

/** Weights of the windows beside events, added up where buffers meet. */
function bufferWeights(
  events: readonly Event[],
  labels: ArrayLike<number>,
  width: number,
): Map<number, number> {
  const weights = new Map<number, number>();
  const add = (i: number, weight: number) => {
    // A buffer may reach into the next event, whose windows weigh 1 already.
    if (labels[i] !== 1) weights.set(i, (weights.get(i) ?? 0) + weight);
  };
  for (const { first, last, runFirst, runLast } of events)
    for (let d = 1; d <= width >> 1; d++) {
      const weight = Math.sqrt(1 - d / width);
      if (first - d >= runFirst) add(first - d, weight);
      if (last + d <= runLast) add(last + d, weight);
    }
  return weights;
}

/** Events with their buffers; those whose buffers meet are one. */
function bufferedSpans(events: readonly Event[], reach: number): { first: number; last: number }[] {
  const spans: { first: number; last: number }[] = [];
  let previous: Event | null = null;
  for (const event of events) {
    const first = Math.max(event.first - reach, event.runFirst);
    const last = Math.min(event.last + reach, event.runLast);
    const span = spans.at(-1);
    const meets =
      previous !== null &&
      previous.runFirst === event.runFirst &&
      previous.last + reach >= event.first - reach;
    if (span && meets) span.last = last;
    else spans.push({ first, last });
    previous = event;
  }
  return spans;
}

function accumulate(sums: Float64Array): void {
  for (let k = 1; k < sums.length; k++) sums[k] = (sums[k] ?? 0) + (sums[k - 1] ?? 0);
}
