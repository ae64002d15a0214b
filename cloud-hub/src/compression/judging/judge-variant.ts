import type { Calibration } from '@lookout/shared/bundle/manifest';
import { calibrate } from '@lookout/shared/detector/calibration';
import {
  aurocCi,
  aurocDifferenceCi,
  type Interval,
} from '@lookout/shared/detector/evaluation/auroc-interval';
import { defaultBuffer, vusPr } from '@lookout/shared/detector/evaluation/vus';
import { bootstrapOf } from '../evaluation/rank-detectors.ts';
import type { JudgedWindows } from './judging-set.ts';
import { reconstructionScore, type VariantScores } from './score-variant.ts';

/** The product's score and its network's two parts, each judged by itself: a ruined VAE hides in a hybrid. */
export interface PerComponent<T> {
  readonly score: T;
  readonly reconstruction: T;
  readonly kl: T;
}

/** Null where a class of windows is missing, or events are too few for an interval. */
export type AurocFigures = PerComponent<Interval | null>;

/**
 * Nats of a window, mean over the calibration windows: ½ Σ of the squared error over rows and channels, each
 * channel in units of the teacher's mean squared error there (a Gaussian of known variance, constants left
 * out), and the KL of all latents to the prior.
 */
export interface VaeLoss {
  readonly reconstruction: number;
  readonly kl: number;
  readonly total: number;
}

/** Windows against a raise level. Levels are scores as the graph gives them. */
export interface LevelFigures {
  readonly level: number;
  /** Share of the judged normal windows above it; null without any. */
  readonly falseAlarmRate: number | null;
  readonly detectionRate: number | null;
}

export interface VariantQuality {
  readonly auroc: AurocFigures;
  /** Less the teacher's, on the same resamples; null for the teacher itself. */
  readonly difference: AurocFigures | null;
  /** Of the product's score. */
  readonly vusPr: number | null;
  readonly vaeLoss: VaeLoss;
  readonly threshold: {
    /** What the levels were set for. */
    readonly statedRate: number;
    /** The teacher's own level, left as it was. */
    readonly stale: LevelFigures;
    /** Recalibrated on this variant's own scores. */
    readonly fresh: LevelFigures;
  };
}

export interface JudgeOptions {
  readonly windowLength: number;
  readonly falseAlarmRate: number;
}

/**
 * The figures of one variant, read off its scores. @param teacher null where the variant is the teacher
 */
export function judgeVariant(
  variant: VariantScores,
  teacher: VariantScores | null,
  windows: JudgedWindows,
  { windowLength, falseAlarmRate }: JudgeOptions,
): VariantQuality {
  const own = componentsOf(variant);
  const { labels, runs } = windows;
  const bootstrap = () => bootstrapOf(windows, windowLength);
  const theirs = teacher && componentsOf(teacher);
  return {
    auroc: eachComponent((name) => aurocCi(own[name], labels, bootstrap())),
    difference:
      theirs &&
      eachComponent((name) => aurocDifferenceCi(own[name], theirs[name], labels, bootstrap())),
    vusPr: vusPr(own.score, labels, { buffer: defaultBuffer(windowLength), runs }),
    vaeLoss: vaeLossOf(variant, teacher ?? variant, windowLength),
    threshold: thresholdsOf(variant, teacher ?? variant, labels, falseAlarmRate),
  };
}

/** The teacher's level and the variant's own, and what each does on the judged windows. */
export function thresholdsOf(
  variant: VariantScores,
  teacher: VariantScores,
  labels: Uint8Array,
  falseAlarmRate: number,
): VariantQuality['threshold'] {
  const at = ({ calibrate: normal }: VariantScores): LevelFigures => {
    const level = raiseScore(calibrate(normal.score, falseAlarmRate));
    return { level, ...ratesAt(variant.judge.score, labels, level) };
  };
  return { statedRate: falseAlarmRate, stale: at(teacher), fresh: at(variant) };
}

/** The score above which a window alarms. */
export const raiseScore = ({
  median,
  spread,
  raiseLevel,
}: Pick<Calibration, 'median' | 'spread' | 'raiseLevel'>): number => median + spread * raiseLevel;

export const componentsOf = (scores: VariantScores): PerComponent<Float64Array> => ({
  score: scores.judge.score,
  reconstruction: reconstructionScore(scores.judge, scores.errorScale),
  kl: scores.judge.kl,
});

export const eachComponent = <T>(of: (name: keyof PerComponent<T>) => T): PerComponent<T> => ({
  score: of('score'),
  reconstruction: of('reconstruction'),
  kl: of('kl'),
});

export function vaeLossOf(
  { calibrate: normal }: VariantScores,
  teacher: VariantScores,
  windowLength: number,
): VaeLoss {
  const error = meanOf(reconstructionScore(normal, teacher.errorScale));
  const reconstruction = 0.5 * windowLength * error;
  const kl = meanOf(normal.kl);
  return { reconstruction, kl, total: reconstruction + kl };
}

function ratesAt(scores: Float64Array, labels: Uint8Array, level: number) {
  const [above, of] = [
    [0, 0],
    [0, 0],
  ];
  scores.forEach((score, i) => {
    const label = labels[i] ?? 0;
    of[label] = (of[label] ?? 0) + 1;
    if (score > level) above[label] = (above[label] ?? 0) + 1;
  });
  const share = (label: number) => (of[label] ? (above[label] ?? 0) / of[label] : null);
  return { falseAlarmRate: share(0), detectionRate: share(1) };
}

const meanOf = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
