import type { BundleEvaluation } from '../evaluation/judge-recordings.ts';
import { detectorTitle, fixed } from './format.ts';

/** Between two runs of the same recipe the AUROC moves by so much. */
const noise = 0.005;

/** Says in plain words how the detector compares with the best of the plain statistics. */
export function verdict({
  auroc,
  baselines,
  againstBest,
  detector,
  labelled,
}: Pick<
  BundleEvaluation,
  'auroc' | 'baselines' | 'againstBest' | 'detector' | 'labelled'
>): string {
  if (auroc === null)
    return labelled
      ? 'The windows are of one class only, so nothing can be said about how well they are told apart.'
      : 'The recordings have no labels: all windows are taken for normal here, and nothing can be said about how well anomalies are found.';
  const best = bestBaseline(baselines);
  const own = detectorTitle(detector);
  const title = detectorTitle(best.name);
  const pair = `AUROC ${fixed(best.auroc)} against ${fixed(auroc)}${spread(againstBest)}`;
  const gain = auroc - best.auroc;
  const sure = againstBest !== null && (againstBest.low > 0 || againstBest.high < 0);
  if (Math.abs(gain) <= noise)
    return `The best plain statistic is as good here as the detector (${own}): ${title}, ${pair}.`;
  const unsure = sure ? '' : ' These recordings are too few to be sure of it.';
  return gain < 0
    ? `A plain statistic does better here than the detector (${own}): ${title}, ${pair}.${unsure}`
    : `The detector (${own}) does better here than every plain statistic; the best is ${title}, ${pair}.${unsure}`;
}

function bestBaseline(baselines: BundleEvaluation['baselines']): { name: string; auroc: number } {
  const [best] = Object.entries(baselines)
    .map(([name, { auroc }]) => ({ name, auroc: auroc ?? 0 }))
    .sort((a, b) => b.auroc - a.auroc);
  return best ?? { name: 'none', auroc: 0 };
}

function spread(difference: BundleEvaluation['againstBest']): string {
  if (difference === null) return '';
  const { value, low, high } = difference;
  return `; difference ${signed(value)}, 95 % ${signed(low)} to ${signed(high)}`;
}

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
