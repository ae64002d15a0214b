import type { AlertSpan, EventOutcome } from '@lookout/shared/detector/evaluation/alert-outcomes';
import type {
  CostCurve,
  Costs,
  LevelOutcome,
} from '@lookout/shared/detector/evaluation/cost-curve';
import type { TailPoint } from '@lookout/shared/detector/evaluation/tail-reliability';
import type { CurvePoint } from '@lookout/shared/detector/evaluation/thin-curve';
import type { BundleEvaluation } from '../evaluation/judge-recordings.ts';
import type { Band } from './bands.ts';

/** All that the report shows; plain data, so that the report itself is a function of it. */
export interface ReportData {
  readonly name: string;
  readonly evaluation: BundleEvaluation;
  readonly files: readonly FileReport[];
  /** The detector first. Null without windows of both classes, as the other curves. */
  readonly curves: readonly DetectorCurves[] | null;
  readonly tail: readonly TailPoint[] | null;
  readonly cost: CostReport | null;
  readonly method: Method;
}

export interface FileReport {
  /** Without the folder that all files share. */
  readonly path: string;
  readonly rows: number;
  readonly bands: readonly Band[];
  /** x = row, y = raise level in force, calibrated units. */
  readonly levels: readonly CurvePoint[];
  readonly alerts: readonly AlertSpan[];
  readonly faults: readonly FaultReport[];
  readonly falseAlarms: readonly FalseAlarmReport[];
}

/** One labelled event. */
export interface FaultReport extends ChannelReport {
  readonly firstRow: number;
  readonly lengthRows: number;
  readonly outcome: EventOutcome;
  readonly delayRows: number | null;
}

export interface FalseAlarmReport extends ChannelReport {
  readonly raisedRow: number;
  readonly clearedRow: number | null;
}

export interface ChannelReport {
  /** Highest score, calibrated units. */
  readonly peak: number;
  /** Those that bear most of the error, worst first. */
  readonly channels: readonly { readonly name: string; readonly share: number }[];
}

export interface DetectorCurves {
  readonly title: string;
  readonly roc: readonly CurvePoint[];
  readonly pr: readonly CurvePoint[];
}

export interface CostReport {
  readonly costs: Costs;
  readonly curve: CostCurve;
  readonly events: number;
  /** Asset-days of normal operation that false alarms are counted on. */
  readonly days: number;
  /** What the product's own decision came to. */
  readonly own: LevelOutcome & { readonly cost: number };
}

/** How it was measured. */
export interface Method {
  readonly bundleId: string;
  readonly variant: string;
  readonly architecture: string;
  readonly seed: number;
  readonly trainedAt: number;
  readonly reportedAt: number;
  readonly windowLength: number;
  readonly periodMs: number;
  readonly channels: readonly string[];
  readonly label: string | null;
  readonly raiseLevel: number;
  readonly alarmsPerDay: number;
  readonly calibrationWindows: number;
  readonly blockLength: number;
  readonly resamples: number;
  readonly vusBuffer: number;
  readonly trainedOn: readonly DataFile[];
  readonly measuredOn: readonly DataFile[];
}

export interface DataFile {
  readonly file: string;
  readonly sha256: string;
  readonly rows: number;
}
