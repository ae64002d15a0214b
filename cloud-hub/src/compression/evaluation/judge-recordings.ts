import type { Manifest } from '@lookout/shared/bundle/manifest';
import type { BaselineName } from '@lookout/shared/detector/baseline/baselines';
import { addAlarms, alarmRates, countAlarms } from '@lookout/shared/detector/evaluation/alarms';
import {
  type AlarmsPerDay,
  alarmsPerDay,
} from '@lookout/shared/detector/evaluation/alarms-per-day';
import { median } from '@lookout/shared/detector/evaluation/averages';
import { rowsOf } from '@lookout/shared/detector/window-size';
import { perBaseline, poolOf } from './pool.ts';
import {
  type AgainstBest,
  againstBest,
  type DetectorRankings,
  type Ranking,
  rankDetectors,
} from './rank-detectors.ts';
import { deviceSettings, type ReplayedRecording, replayRecording } from './replay-recording.ts';
import type { ScoredRecording } from './score-recordings.ts';

/** What a detector is worth on labelled recordings; null where a class of windows is missing. */
export interface Evaluation extends DetectorRankings {
  readonly windows: number;
  /** Share of windows that are anomalous; null without windows. */
  readonly prevalence: number | null;
  /** The bundle's raise level, calibrated units; the three figures below are of windows against it. */
  readonly threshold: number;
  readonly falseAlarmRate: number | null;
  readonly detectionRate: number | null;
  readonly detectionDelay: number | null;
  readonly alerts: AlertFigures;
}

/** What a device would have raised, by the product's own decision. */
export interface AlertFigures {
  readonly raised: number;
  readonly events: number;
  readonly found: number;
  /** Events during which an alert raised earlier stood: not found. */
  readonly standing: number;
  readonly missed: number;
  /** Median rows from the beginning of a found event to its alert. */
  readonly delayRows: number | null;
  readonly falseAlarms: AlarmsPerDay | null;
}

type Means = Omit<Ranking, 'aurocInterval'>;

export interface BundleEvaluation extends Evaluation {
  /** What the score is made of. */
  readonly detector: string;
  /** Whether any recording has labels. */
  readonly labelled: boolean;
  readonly againstBest: AgainstBest | null;
  /** Means over the files that have windows of both classes. */
  readonly fileMean: Means & {
    readonly files: number;
    readonly baselines: Readonly<Record<BaselineName, Means>>;
  };
  readonly files: readonly (Evaluation & { readonly path: string })[];
}

/** Judges scores against labels, pooled and file by file. */
export function judgeRecordings(
  manifest: Manifest,
  parts: readonly ScoredRecording[],
): BundleEvaluation {
  const settings = deviceSettings(manifest);
  const replayed = parts.map((part) => replayRecording(settings, part));
  const alone = parts.map((part, i) => judge([part], replayed.slice(i, i + 1), manifest));
  const [first] = alone;
  // One recording is all recordings: the bootstrap of a long one is not done twice.
  const all = first && alone.length === 1 ? first : judge(parts, replayed, manifest);
  const files = alone.map((own, i) => ({ path: parts[i]?.path ?? '', ...own }));
  return {
    detector: manifest.detector,
    labelled: parts.some(({ isLabelled }) => isLabelled),
    ...all,
    againstBest: againstBest(poolOf(parts), all, rowsOf(manifest.input)),
    fileMean: fileMeans(files),
    files,
  };
}

function judge(
  parts: readonly ScoredRecording[],
  replayed: readonly ReplayedRecording[],
  { input, calibration }: Manifest,
): Evaluation {
  const alarms = addAlarms(parts.map((part) => countAlarms(part, calibration.raiseLevel)));
  const windows = alarms.normal + alarms.anomalous;
  return {
    windows,
    prevalence: windows > 0 ? alarms.anomalous / windows : null,
    ...rankDetectors(poolOf(parts), rowsOf(input)),
    threshold: calibration.raiseLevel,
    ...alarmRates(alarms),
    alerts: alertFigures(replayed, input.periodMs),
  };
}

export function alertFigures(
  replayed: readonly ReplayedRecording[],
  periodMs: number,
): AlertFigures {
  const events = replayed.flatMap(({ verdicts }) => verdicts.events);
  const count = (outcome: string) => events.filter((event) => event.outcome === outcome).length;
  const falseAlarms = replayed.reduce((sum, { verdicts }) => sum + verdicts.falseAlarms.length, 0);
  const quiet = replayed.reduce((sum, { verdicts }) => sum + verdicts.quietWindows, 0);
  return {
    raised: replayed.reduce((sum, { alerts }) => sum + alerts.length, 0),
    events: events.length,
    found: count('found'),
    standing: count('standing'),
    missed: count('missed'),
    delayRows: median(events.flatMap(({ delayRows }) => delayRows ?? [])),
    falseAlarms: alarmsPerDay(falseAlarms, quiet, periodMs),
  };
}

function fileMeans(files: readonly DetectorRankings[]): BundleEvaluation['fileMean'] {
  const judged = files.filter(({ auroc }) => auroc !== null);
  const meansOf = (of: (file: DetectorRankings) => Ranking): Means => {
    const mean = (figure: keyof Means) =>
      judged.length > 0
        ? judged.reduce((sum, file) => sum + (of(file)[figure] ?? 0), 0) / judged.length
        : null;
    return {
      auroc: mean('auroc'),
      auprc: mean('auprc'),
      vusPr: mean('vusPr'),
      vusRoc: mean('vusRoc'),
    };
  };
  return {
    files: judged.length,
    ...meansOf((file) => file),
    baselines: perBaseline((name) => meansOf(({ baselines }) => baselines[name])),
  };
}
