import { BundleError } from '@lookout/shared/bundle/bundle-error';
import { checkDetectorModel } from '@lookout/shared/bundle/check-detector';
import type { Manifest } from '@lookout/shared/bundle/manifest';
import { type BundleFiles, readManifest } from '@lookout/shared/bundle/read-bundle';
import { fitBaselines } from '@lookout/shared/detector/baseline/baselines';
import { exceedanceRate } from '@lookout/shared/detector/decision/budget';
import { countRows, type Recording } from '@lookout/shared/detector/recording';
import { fitScaling } from '@lookout/shared/detector/scaling';
import { type MeasuringRange, plausibleRows } from '@lookout/shared/detector/sensor-limits';
import type { Network } from '@lookout/shared/onnx/network';
import type { CsvColumn } from '@lookout/shared/table/csv-shape';
import { arrivalShift } from '../bundle/arrival-shift.ts';
import { assembleDetector } from '../bundle/assemble-detector.ts';
import { channelSpecs } from '../bundle/channel-specs.ts';
import { type FittedStatistics, maxWindows } from '../bundle/fit-statistics.ts';
import { measureNetwork } from '../bundle/measure-network.ts';
import { packBundle } from '../bundle/pack-bundle.ts';
import {
  chooseTrainingRows,
  collectWindows,
  countWindows,
  type TrainingRows,
} from '../bundle/training-rows.ts';
import { chooseKind, type ImportedKind } from './choose-kind.ts';
import { ImportError } from './import-error.ts';
import { inOwnUnits, type OwnScaling, ownUnits } from './own-scaling.ts';

export interface ImportBundleRequest {
  readonly name: string;
  /** Takes [windowLength, channels] in its own units. */
  readonly network: Network;
  readonly model: { readonly file: string; readonly sha256: string };
  /** Normal operation, each in order of time; as for training, the last quarter of each calibrates. */
  readonly recordings: readonly Recording[];
  readonly channels: readonly CsvColumn[];
  readonly periodMs: number;
  readonly scaling: OwnScaling;
  readonly detector?: ImportedKind;
  readonly falseAlarmRate: number;
  readonly alarmsPerDay?: number;
  readonly ranges?: ReadonlyMap<string, MeasuringRange>;
  readonly data: Manifest['provenance']['data'];
  readonly createdAt: number;
}

/**
 * A network from elsewhere as a calibrated detector, its weights as they are.
 * @throws ImportError, TrainError where the rows are too few
 */
export async function importBundle(request: ImportBundleRequest): Promise<BundleFiles> {
  const { network, channels, periodMs, alarmsPerDay } = request;
  const kind = chooseKind(network, request.detector);
  const [windowLength = 0] = network.input.shape;
  const ranges = channels.map(({ name }) => request.ranges?.get(name) ?? null);
  const plausible = request.recordings.map((recording) => plausibleRows(recording, ranges));
  const rows = chooseTrainingRows(plausible, windowLength);
  const fitted = await fitImported(request, rows, windowLength);
  const rate =
    alarmsPerDay === undefined
      ? request.falseAlarmRate
      : exceedanceRate(alarmsPerDay, periodMs, windowLength);
  const description = {
    name: request.name,
    createdAt: request.createdAt,
    architecture: 'imported',
    variant: 'fp32',
    periodMs,
    channels: channelSpecs({ ...request, windowLength }, rows, fitted.scaling),
    alarmsPerDay,
    arrivalShift: arrivalShift(rows.all, windowLength, kind),
    provenance: {
      seed: 0,
      rows: countRows(rows.all),
      windows: countWindows(rows.fit, windowLength),
      steps: 0,
      trainLoss: null,
      validationLoss: null,
      parameters: Object.values(network.weights).reduce((sum, { data }) => sum + data.length, 0),
      data: [...request.data],
      model: request.model,
    },
  };
  const detector = await assembleDetector(fitted, kind, rate);
  const baselines = fitBaselines(rows.all, windowLength);
  const files = await packBundle(description, fitted, detector, baselines);
  requireRunnable(files);
  return files;
}

async function fitImported(
  { network: model, scaling: own }: ImportBundleRequest,
  { fit, calibrate }: TrainingRows,
  windowLength: number,
): Promise<FittedStatistics> {
  const scaling = fitScaling(fit);
  const units = ownUnits(own, fit, scaling);
  const network = units ? inOwnUnits(model, units, scaling) : model;
  const { windows } = collectWindows(fit, windowLength, maxWindows);
  return {
    windowLength,
    scaling,
    linear: fitBaselines(fit, windowLength),
    network: await measureNetwork(network, null, scaling, windows),
    vae: null,
    calibrationWindows: collectWindows(calibrate, windowLength, maxWindows).windows,
  };
}

/** A device looks at the file as this does, before it loads it. */
export function requireRunnable(files: BundleFiles): void {
  try {
    checkDetectorModel(readManifest(files['manifest.json']), files['model.onnx']);
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    throw new ImportError(
      'too_large',
      `a device would refuse this detector (${error.message}): make the network smaller`,
    );
  }
}
