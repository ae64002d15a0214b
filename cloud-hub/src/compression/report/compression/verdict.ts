import { percent } from '../format.ts';
import type {
  Budget,
  CompressionFigures,
  Interval,
  ParetoPoint,
  Variant,
} from './compression-report-data.ts';
import {
  baseOf,
  bytes,
  latencyAt,
  latencySourceWords,
  microseconds,
  resultOf,
  signed,
  times,
  toldGraph,
} from './figures.ts';
import { noise, rivalSentence } from './rival-verdict.ts';

/** What the figures say, in plain sentences; the first is what was gained at what loss, or that nothing could be. */
export function compressionVerdict(figures: CompressionFigures): string[] {
  return [
    summary(figures),
    ...partsSentence(figures),
    ...rivalSentence(figures),
    ...thresholdSentence(figures),
    ...lossSentence(figures),
    ...attackSentence(figures),
  ];
}

function summary(figures: CompressionFigures): string {
  const { outcome, name } = figures;
  if (outcome.kind === 'infeasible') return infeasible(figures);
  if (outcome.kind === 'unchanged') return `${name} stays as it is: ${outcome.reason}.`;
  const [base, result] = [baseOf(figures), resultOf(figures)];
  const size = smaller(base, result);
  const speed = faster(base, result);
  const gained = speed === null ? `${size}; how fast it is was not timed` : `${speed}, and ${size}`;
  return `${name}: ${gained}. ${lost(base, result)}`;
}

function faster(base: Variant, result: Variant): string | null {
  const graph = toldGraph(result);
  const what = graph === 'network' ? 'its network' : 'the whole detector';
  const [one, many] = [latencyAt(result, graph, 1), latencyAt(result, graph, 32)];
  const before = latencyAt(base, graph, 1);
  if (!one || !before) return null;
  const batched = many ? `, ${times(many.speedUp)} at batch 32` : '';
  const change =
    one.speedUp >= 1 ? `${times(one.speedUp)} faster` : `${times(1 / one.speedUp)} slower`;
  const source = one.source === 'here' ? '' : `, ${latencySourceWords[one.source]}`;
  return `${change} at batch 1 (${what}: ${microseconds(before.p50Us)} to ${microseconds(one.p50Us)}${source})${batched}`;
}

function smaller(base: Variant, result: Variant): string {
  const ratio = base.modelBytes / result.modelBytes;
  const change = ratio >= 1 ? `${times(ratio)} smaller` : `${times(1 / ratio)} larger`;
  return `a file ${change} (${bytes(base.modelBytes)} to ${bytes(result.modelBytes)})`;
}

function lost(base: Variant, { quality }: Variant): string {
  const [before, after] = [base.quality.auroc.score, quality.auroc.score];
  const difference = quality.difference?.score;
  if (!before || !after || !difference)
    return 'What that cost in detection cannot be told: there are too few events for an AUROC.';
  const pair = `AUROC ${after.value.toFixed(3)} against ${before.value.toFixed(3)}, difference ${withRange(difference)}`;
  if (difference.high < 0 && difference.value < -noise)
    return `It detects worse than before: ${pair}.`;
  if (difference.low > 0 && difference.value > noise)
    return `It detects better than before: ${pair}.`;
  return `It detects as well as before: ${pair}.`;
}

function infeasible({ name, request, pareto }: CompressionFigures): string {
  const nearest = nearestPoints(pareto, request.budget);
  const points = nearest.map(
    (point) =>
      `${point.title} (${microseconds(point.latencyUs)}, ${bytes(point.modelBytes)}, AUROC drop ${point.aurocDrop.toFixed(3)})`,
  );
  const told = points.length > 0 ? ` Nearest: ${points.join('; ')}.` : '';
  return `The budget cannot be met for ${name}: nothing that was measured stays within ${limitsOf(request.budget).join(', ')} at once.${told}`;
}

export function limitsOf({ maxLatencyUs, maxModelBytes, maxAurocDrop }: Budget): string[] {
  return [
    ...(maxLatencyUs === null ? [] : [microseconds(maxLatencyUs)]),
    ...(maxModelBytes === null ? [] : [bytes(maxModelBytes)]),
    `an AUROC drop of ${maxAurocDrop}`,
  ];
}

/** Points of the front that break fewest limits, and those by least: in doubt three are enough to choose from. */
export function nearestPoints(points: readonly ParetoPoint[], budget: Budget): ParetoPoint[] {
  const excess = (point: ParetoPoint): number => {
    const over = (value: number, limit: number | null) =>
      limit === null ? 0 : Math.max(0, value / Math.max(limit, 1e-12) - 1);
    // A drop is told against the limit and the noise together: a limit of 0 is not infinitely strict.
    const drop = Math.max(0, point.aurocDrop - budget.maxAurocDrop) / (budget.maxAurocDrop + noise);
    return (
      over(point.latencyUs, budget.maxLatencyUs) +
      over(point.modelBytes, budget.maxModelBytes) +
      drop
    );
  };
  return points
    .filter(({ isOnFront }) => isOnFront)
    .sort((a, b) => a.broken.length - b.broken.length || excess(a) - excess(b))
    .slice(0, 3);
}

/** The linear terms of a score can hide that the network is ruined. */
function partsSentence(figures: CompressionFigures): string[] {
  const { outcome, request } = figures;
  const difference = resultOf(figures).quality.difference;
  if (outcome.kind !== 'compressed' || !difference?.reconstruction || !difference.kl) return [];
  const { reconstruction, kl, score } = difference;
  const parts = `reconstruction ${withRange(reconstruction)}, KL ${withRange(kl)}`;
  const limit = request.budget.maxAurocDrop;
  const worst = Math.min(reconstruction.value, kl.value);
  const hidden = worst < -limit - 1e-9 && (score?.value ?? 0) >= -limit;
  return [
    hidden
      ? `The score hides a loss of the network: by itself, ${parts}.`
      : `The network by itself, AUROC against before: ${parts}.`,
  ];
}

function thresholdSentence(figures: CompressionFigures): string[] {
  if (figures.outcome.kind !== 'compressed') return [];
  const { statedRate, stale, fresh } = resultOf(figures).quality.threshold;
  if (stale.falseAlarmRate === null || fresh.falseAlarmRate === null) return [];
  return [
    `The threshold was set anew for ${percent(statedRate)} of normal windows. On the judged recordings ${percent(fresh.falseAlarmRate)} of the normal windows lie above it; with the old threshold it would be ${percent(stale.falseAlarmRate)}.`,
  ];
}

/** A loss that moves by less says nothing. */
const lossNoise = 0.02;

/** Does the loss tell what became of detection? (arXiv 2409.00880 says that the two do not move together.) */
function lossSentence(figures: CompressionFigures): string[] {
  const base = baseOf(figures).quality.vaeLoss.total;
  const moved = figures.variants
    .flatMap(({ quality: { vaeLoss, difference } }) =>
      difference?.score ? [{ loss: vaeLoss.total / base - 1, auroc: difference.score.value }] : [],
    )
    .filter(({ loss, auroc }) => Math.abs(loss) > lossNoise || Math.abs(auroc) > noise);
  if (moved.length === 0) return [];
  const together = moved.filter(
    ({ loss, auroc }) =>
      (loss > lossNoise && auroc < -noise) || (loss < -lossNoise && auroc > noise),
  ).length;
  const apart = moved.length - together;
  const stages = moved.length === 1 ? '1 stage' : `${moved.length} stages`;
  const which = `the ${stages} where either moved (loss by more than ${percent(lossNoise)}, AUROC by more than ${noise})`;
  const so = 2 * apart >= moved.length ? ': the loss is no judge of detection' : '';
  return [`VAE loss and AUROC moved apart in ${apart} of ${which}${so}.`];
}

type RobustnessRows = NonNullable<CompressionFigures['robustness']>['before'];

const flipsOf = (rows: RobustnessRows, kind: 'raise' | 'hide') =>
  new Map(
    rows.flatMap(({ disturbance: d, flipped }) =>
      d.kind === kind && flipped !== null ? [[d.epsilon, flipped] as const] : [],
    ),
  );

/** Told at the bound where it was an even match before: elsewhere everything flips, or nothing. */
function attackSentence({ robustness }: CompressionFigures): string[] {
  if (!robustness) return [];
  const { before, after } = robustness;
  const [raises, hides] = [flipsOf(after, 'raise'), flipsOf(after, 'hide')];
  const [raisesBefore, hidesBefore] = [flipsOf(before, 'raise'), flipsOf(before, 'hide')];
  const [epsilon] = [...raisesBefore]
    .sort(([, a], [, b]) => Math.abs(a - 0.5) - Math.abs(b - 0.5))
    .map(([bound]) => bound);
  if (epsilon === undefined) return [];
  const [raise, raiseBefore] = [raises.get(epsilon), raisesBefore.get(epsilon)];
  const [hide = 0, hideBefore = 0] = [hides.get(epsilon), hidesBefore.get(epsilon)];
  if (raise === undefined || raiseBefore === undefined) return [];
  const change = raise + hide - raiseBefore - hideBefore;
  const easily =
    change > 0.05
      ? 'more easily than before'
      : change < -0.05
        ? 'less easily than before'
        : 'as easily as before';
  return [
    `An attacker who knows the model and may move every value by ${epsilon} sd fools it ${easily}: ${percent(raise)} of the normal windows raised (before ${percent(raiseBefore)}), ${percent(hide)} of the found anomalous ones hidden (before ${percent(hideBefore)}).`,
  ];
}

export const withRange = ({ value, low, high }: Interval): string =>
  `${signed(value)} (95 % ${signed(low)} to ${signed(high)})`;
