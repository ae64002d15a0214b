import type { Manifest } from '@lookout/shared/bundle/manifest';
import { type BaselineName, baselineNames } from '@lookout/shared/detector/baseline/baselines';
import type { BundleEvaluation, Evaluation } from '../compression/bundle/evaluate-bundle.ts';
import { table } from './table.ts';

const titles: Readonly<Record<BaselineName, string>> = {
  zmax: 'largest z-score',
  pcaT2: 'PCA T²',
  pcaSpe: 'PCA SPE',
  windowMean: 'window mean (Mahalanobis)',
  var1: 'VAR(1) residual',
};
/** Between two runs of the same recipe the AUROC moves by so much. */
const noise = 0.005;

interface ReportedManifest {
  readonly name: string;
  readonly calibration: Pick<Manifest['calibration'], 'raiseLevel' | 'falseAlarmRate'>;
}

/** The evaluation for people: files, then the detector beside plain statistics, then the verdict in words. */
export function describeEvaluation(
  evaluation: BundleEvaluation,
  { name, calibration }: ReportedManifest,
): string {
  const { files } = evaluation;
  const rows = files.map((file) => [file.path, ...figures(file)]);
  if (files.length > 1) rows.push(['all files', ...figures(evaluation)]);
  const header = [
    'file',
    'windows',
    'anomalous',
    'AUROC',
    'AUPRC',
    'false alarms',
    'detected',
    'delay',
  ];
  return [
    `Threshold ${calibration.raiseLevel.toFixed(2)}, set for ${percent(calibration.falseAlarmRate)} false alarms`,
    table(header, rows),
    ...(evaluation.auroc === null ? [] : [comparison(evaluation, name)]),
    verdict(evaluation),
  ].join('\n\n');
}

function comparison(evaluation: Evaluation, name: string): string {
  const own = [`${name} (VAE)`, fixed(evaluation.auroc), fixed(evaluation.auprc)];
  const plain = baselineNames.map((baseline) => {
    const { auroc, auprc } = evaluation.baselines[baseline];
    return [titles[baseline], fixed(auroc), fixed(auprc)];
  });
  return table(['detector', 'AUROC', 'AUPRC'], [own, ...plain]);
}

function figures(e: Evaluation): string[] {
  return [
    String(e.windows),
    percent(e.prevalence),
    fixed(e.auroc),
    fixed(e.auprc),
    percent(e.falseAlarmRate),
    percent(e.detectionRate),
    e.detectionDelay === null ? '–' : `${e.detectionDelay} rows`,
  ];
}

/** Says in plain words how the network compares with the best of the plain statistics. */
export function verdict(evaluation: Evaluation): string {
  const own = evaluation.auroc;
  if (own === null)
    return 'The windows are of one class only, so nothing can be said about how well they are told apart.';
  const [best] = baselineNames
    .map((name) => ({ title: titles[name], auroc: evaluation.baselines[name].auroc ?? 0 }))
    .sort((a, b) => b.auroc - a.auroc);
  if (!best) return '';
  const pair = `AUROC ${fixed(best.auroc)} against ${fixed(own)}`;
  if (best.auroc > own + noise)
    return `A plain statistic does better here than the VAE: ${best.title}, ${pair}.`;
  if (best.auroc > own - noise)
    return `The best plain statistic is as good as the VAE here: ${best.title}, ${pair}.`;
  return `The VAE does better here than every plain statistic; the best is ${best.title}, ${pair}.`;
}

const fixed = (value: number | null): string => (value === null ? '–' : value.toFixed(3));
const percent = (value: number | null): string =>
  value === null ? '–' : `${Number((100 * value).toPrecision(3))} %`;
