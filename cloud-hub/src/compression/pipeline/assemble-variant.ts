import { seriesOf } from '@lookout/shared/bundle/detector-input';
import type { Manifest } from '@lookout/shared/bundle/manifest';
import type { BundleFiles } from '@lookout/shared/bundle/read-bundle';
import type { FittedNetwork } from '@lookout/shared/detector/statistics/network';
import type { Network } from '@lookout/shared/onnx/network';
import { type AssembledDetector, assembleDetector } from '../bundle/assemble-detector.ts';
import type { FittedStatistics } from '../bundle/fit-statistics.ts';
import { measureNetwork } from '../bundle/measure-network.ts';
import { packBundle } from '../bundle/pack-bundle.ts';
import { collectWindows } from '../bundle/training-rows.ts';
import type { Base } from './base.ts';

export interface AssembledVariant {
  readonly fitted: FittedStatistics;
  readonly detector: AssembledDetector;
}

/** More would move a level by less than its noise. */
const maxWindows = 5_000;

/**
 * The base's detector around another network. Whatever depends on the network is measured anew, and the
 * score is calibrated anew: thresholds of another network are worth nothing.
 */
export async function assembleVariant(
  base: Base,
  network: Network,
  falseAlarmRate: number,
): Promise<AssembledVariant> {
  const { rows, scaling, linear, kind } = base;
  const { windowLength } = seriesOf(base.manifest.input);
  const fitted = {
    windowLength,
    scaling,
    linear,
    vae: null,
    network: await measureOn(base, network),
    calibrationWindows: collectWindows(rows.calibrate, windowLength, maxWindows).windows,
  };
  return { fitted, detector: await assembleDetector(fitted, kind, falseAlarmRate) };
}

/** What a network's outputs are like on the rows that are learned from. */
export function measureOn(
  { rows, scaling, prewhitening, manifest }: Base,
  network: Network,
): Promise<FittedNetwork> {
  const { windows } = collectWindows(rows.fit, seriesOf(manifest.input).windowLength, maxWindows);
  return measureNetwork(network, prewhitening, scaling, windows);
}

export interface VariantDescription {
  readonly name: string;
  /** Such as `cpu-int8`. */
  readonly variant: string;
  readonly createdAt: number;
  readonly parameters: number;
  readonly stages: readonly string[];
  readonly alarmsPerDay: number | undefined;
}

/** A bundle that says what it was made of. */
export function packVariant(
  base: Base,
  { fitted, detector }: AssembledVariant,
  { name, variant, createdAt, parameters, stages, alarmsPerDay }: VariantDescription,
): Promise<BundleFiles> {
  const { architecture, input, calibration, provenance } = base.manifest;
  const lineage: Manifest['provenance'] = {
    ...provenance,
    parameters,
    parent: { bundle: base.id, stages: [...stages] },
  };
  const { periodMs, channels } = input;
  const { arrivalShift } = calibration;
  const description = {
    ...{ name, createdAt, architecture, variant, periodMs, channels },
    ...{ alarmsPerDay, arrivalShift, provenance: lineage },
  };
  return packBundle(description, fitted, detector, base.linear);
}
