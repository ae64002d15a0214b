import type { Manifest } from '@lookout/shared/bundle/manifest';
import { baselineNames } from '@lookout/shared/detector/baseline/baselines';
import type { BundleEvaluation, Evaluation } from '../compression/evaluation/judge-recordings.ts';
import {
  detectorTitle,
  fixed,
  interval,
  none,
  percent,
  rounded,
  rows,
} from '../compression/report/format.ts';
import { verdict } from '../compression/report/verdict.ts';
import { table } from './table.ts';

interface ReportedManifest {
  readonly name: string;
  readonly calibration: Pick<Manifest['calibration'], 'raiseLevel' | 'falseAlarmRate'>;
}

/** The evaluation for people: files, alerts, the detector beside plain statistics, the verdict in words. */
export function describeEvaluation(
  evaluation: BundleEvaluation,
  { name, calibration }: ReportedManifest,
): string {
  return [
    `Threshold ${calibration.raiseLevel.toFixed(2)}, set for ${percent(calibration.falseAlarmRate)} false alarms`,
    byFile(
      ['windows', 'anomalous', 'AUROC', 'AUPRC', 'false alarms', 'detected', 'delay'],
      evaluation,
      windowFigures,
    ),
    byFile(
      ['alerts', 'events', 'found', 'delay', 'false alarms', 'a day (95 %)'],
      evaluation,
      alertFigures,
    ),
    ...(evaluation.auroc === null ? [] : [comparison(evaluation, name)]),
    verdict(evaluation),
  ].join('\n\n');
}

function byFile(
  header: readonly string[],
  evaluation: BundleEvaluation,
  figures: (e: Evaluation) => string[],
): string {
  const lines = evaluation.files.map((file) => [file.path, ...figures(file)]);
  if (lines.length > 1) lines.push(['all files', ...figures(evaluation)]);
  return table(['file', ...header], lines);
}

function comparison(e: BundleEvaluation, name: string): string {
  const line = (
    title: string,
    of: Evaluation['baselines']['zmax'],
    mean: { auroc: number | null },
  ) => [
    title,
    fixed(of.auroc),
    interval(of.aurocInterval),
    fixed(of.auprc),
    fixed(of.vusPr),
    fixed(of.vusRoc),
    fixed(mean.auroc),
  ];
  return table(
    ['detector', 'AUROC', '95 % interval', 'AUPRC', 'VUS-PR', 'VUS-ROC', 'AUROC per file'],
    [
      line(`${name} (${detectorTitle(e.detector)})`, e, e.fileMean),
      ...baselineNames.map((b) => line(detectorTitle(b), e.baselines[b], e.fileMean.baselines[b])),
    ],
  );
}

const windowFigures = (e: Evaluation): string[] => [
  String(e.windows),
  percent(e.prevalence),
  fixed(e.auroc),
  fixed(e.auprc),
  percent(e.falseAlarmRate),
  percent(e.detectionRate),
  rows(e.detectionDelay),
];

function alertFigures({ alerts }: Evaluation): string[] {
  const { raised, events, found, standing, delayRows, falseAlarms } = alerts;
  const stood = standing > 0 ? ` (${standing} under a standing alert)` : '';
  return [
    String(raised),
    String(events),
    events === 0 ? none : `${found}${stood}`,
    rows(delayRows),
    falseAlarms === null ? none : String(falseAlarms.count),
    falseAlarms === null
      ? none
      : `${rounded(falseAlarms.perDay)} (${rounded(falseAlarms.low)} to ${rounded(falseAlarms.high)})`,
  ];
}
