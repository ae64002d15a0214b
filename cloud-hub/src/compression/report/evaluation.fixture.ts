import type { AlertFigures, BundleEvaluation, Evaluation } from '../evaluation/judge-recordings.ts';
import { perBaseline } from '../evaluation/pool.ts';
import type { AgainstBest, Ranking } from '../evaluation/rank-detectors.ts';

const ranking = (auroc: number | null): Ranking => ({
  auroc,
  aurocInterval: auroc === null ? null : { low: auroc - 0.05, high: Math.min(1, auroc + 0.04) },
  auprc: auroc,
  vusPr: auroc,
  vusRoc: auroc,
});

export const someAlerts: AlertFigures = {
  raised: 5,
  events: 3,
  found: 2,
  standing: 1,
  missed: 0,
  delayRows: 4,
  falseAlarms: { count: 2, days: 0.5, perDay: 4, low: 0.48, high: 14.4 },
};

/** An evaluation whose best baseline is PCA T². */
export const anEvaluation = (auroc: number | null, pcaT2: number | null): Evaluation => ({
  windows: 1136,
  prevalence: 0.354,
  ...ranking(auroc),
  threshold: 7.74,
  falseAlarmRate: 0.0031,
  detectionRate: 0.5,
  detectionDelay: 4.5,
  alerts: someAlerts,
  baselines: {
    ...perBaseline(() => ranking(auroc === null ? null : 0.4)),
    pcaT2: ranking(pcaT2),
  },
});

export const aBundleEvaluation = (
  all: Evaluation,
  files: BundleEvaluation['files'] = [],
  againstBest: AgainstBest | null = null,
): BundleEvaluation => ({
  detector: 'hybrid',
  labelled: true,
  ...all,
  againstBest,
  fileMean: { files: files.length, ...all, baselines: all.baselines },
  files,
});
