import type { DetectorChoice } from '@lookout/shared/bundle/detector-choice';
import type { Manifest } from '@lookout/shared/bundle/manifest';
import type { BundleFiles } from '@lookout/shared/bundle/read-bundle';
import { fitBaselines } from '@lookout/shared/detector/baseline/baselines';
import { recalibrated } from '@lookout/shared/detector/calibration';
import { exceedanceRate } from '@lookout/shared/detector/decision/budget';
import {
  falseAlarmRateFrom,
  type ThresholdChoice,
} from '@lookout/shared/detector/decision/threshold-from';
import { type DetectorKind, needsNetwork } from '@lookout/shared/detector/detector-kind';
import { countRows, type Recording } from '@lookout/shared/detector/recording';
import { type MeasuringRange, plausibleRows } from '@lookout/shared/detector/sensor-limits';
import type { VaeArchitecture } from '@lookout/shared/onnx/vae';
import type { CsvColumn } from '@lookout/shared/table/csv-shape';
import { type EventSource, eventPeaks } from '../judging/event-peaks.ts';
import { TrainError } from '../training/train-error.ts';
import type { TrainingProgress } from '../training/train-loop.ts';
import type { VaeChoices } from '../training/vae-options.ts';
import { arrivalShift } from './arrival-shift.ts';
import { type AssembledDetector, assembleDetector } from './assemble-detector.ts';
import { channelSpecs } from './channel-specs.ts';
import { type FittedStatistics, fitStatistics } from './fit-statistics.ts';
import { packBundle } from './pack-bundle.ts';
import { chooseTrainingRows, countWindows, type TrainingRows } from './training-rows.ts';

export interface TrainBundleRequest {
  readonly name: string;
  /** Each in order of time: its last quarter calibrates, or that of all where they are too short for it. */
  readonly recordings: readonly Recording[];
  readonly channels: readonly CsvColumn[];
  readonly periodMs: number;
  readonly windowLength: number;
  /** What the score is made of; the recipe's hybrid unless said otherwise. */
  readonly detector?: DetectorKind;
  readonly architecture: VaeArchitecture['kind'];
  readonly seed: number;
  /** Share of normal windows that may lie above the raise level. */
  readonly falseAlarmRate: number;
  /** Or, as operators feel it: false alarms of an asset in a day; goes before the share. */
  readonly alarmsPerDay?: number;
  /** Or what alarms and misses cost: goes before both. */
  readonly costs?: AlarmCosts;
  readonly network?: Omit<VaeChoices, 'kind'>;
  /** By channel name: rows outside are not learned from, and outside is a sensor fault. */
  readonly ranges?: ReadonlyMap<string, MeasuringRange>;
  /** Where the rows came from; empty for rows that were simulated. */
  readonly data: Manifest['provenance']['data'];
  readonly createdAt: number;
  /** Why it is this detector, where it was chosen by comparison. */
  readonly choice?: DetectorChoice;
}

export type AlarmCosts = Omit<Extract<ThresholdChoice, { kind: 'costs' }>, 'kind'>;

/**
 * Windows overlap, so false alarms come in bursts of about a window's length: at one row a second 0.3 %
 * is about one burst an hour and asset, most of them too short for the on-delay. On TEP it costs one row of
 * delay against 1 %, while 0.1 % costs eight.
 */
export const defaultFalseAlarmRate = 0.003;

/**
 * Trains a detector and packs it into a bundle. The same request gives the same bytes.
 * @throws TrainError where the rows are too few or cannot be learned from; the signal's reason
 */
export async function trainBundle(
  request: TrainBundleRequest,
  onProgress?: (progress: TrainingProgress) => void,
  signal?: AbortSignal,
): Promise<BundleFiles> {
  const { windowLength, seed, falseAlarmRate, detector: kind = 'hybrid' } = request;
  const network = { ...request.network, kind: request.architecture };
  const channelNames = request.channels.map(({ name }) => name);
  const ranges = channelNames.map((name) => request.ranges?.get(name) ?? null);
  const plausible = request.recordings.map((recording) => plausibleRows(recording, ranges));
  const rows = chooseTrainingRows(plausible, windowLength);
  const options = { windowLength, channelNames, seed, network, needsNetwork: needsNetwork(kind) };
  const fitted = await fitStatistics(rows, options, onProgress, signal);
  const { alarmsPerDay, periodMs } = request;
  const rate =
    alarmsPerDay === undefined
      ? falseAlarmRate
      : exceedanceRate(alarmsPerDay, periodMs, windowLength);
  const assembled = await assembleDetector(fitted, kind, rate);
  const events = { recordings: plausible, calibrate: rows.calibrate, seed };
  const detector = request.costs
    ? await atLeastCost(assembled, request.costs, events, request)
    : assembled;
  const description = {
    name: request.name,
    createdAt: request.createdAt,
    architecture: fitted.vae === null ? 'linear' : request.architecture,
    variant: 'fp32',
    periodMs,
    channels: channelSpecs(request, rows, fitted.scaling),
    alarmsPerDay,
    arrivalShift: arrivalShift(rows.all, windowLength, kind),
    provenance: provenanceOf(request, rows, fitted),
  };
  return packBundle(description, fitted, detector, fitBaselines(rows.all, windowLength));
}

/** The detector with the level at which false alarms and misses together cost least. */
async function atLeastCost(
  detector: AssembledDetector,
  costs: AlarmCosts,
  events: EventSource,
  { channels, periodMs, windowLength }: TrainBundleRequest,
): Promise<AssembledDetector> {
  const { model, calibration } = detector;
  const shape = { windowLength, channels: channels.length };
  const peaks = await eventPeaks(model, calibration, events, shape);
  if (peaks.length === 0)
    throw new TrainError(
      'too_few_windows',
      'a threshold from costs needs labelled events, or a stretch of later normal rows that is long ' +
        `enough to inject faults into (${4 * windowLength} rows without a gap)`,
    );
  const ground = { periodMs, windowLength, calibration, eventPeaks: peaks };
  const rate = falseAlarmRateFrom({ kind: 'costs', ...costs }, ground);
  return { ...detector, calibration: recalibrated(calibration, rate) };
}

function provenanceOf(
  { seed, windowLength, data, choice }: TrainBundleRequest,
  rows: TrainingRows,
  { vae }: FittedStatistics,
): Manifest['provenance'] {
  return {
    seed,
    rows: countRows(rows.all),
    windows: vae?.trainWindows ?? countWindows(rows.fit, windowLength),
    steps: vae?.steps ?? 0,
    trainLoss: vae?.trainLoss ?? null,
    validationLoss: vae?.validationLoss ?? null,
    parameters: vae?.parameters ?? 0,
    data: [...data],
    ...(choice && { choice }),
  };
}
