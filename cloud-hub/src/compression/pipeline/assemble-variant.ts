import type { Manifest } from '@lookout/shared/bundle/manifest';
import type { BundleFiles } from '@lookout/shared/bundle/read-bundle';
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
  const { rows, scaling, prewhitening, linear, kind } = base;
  const { windowLength } = base.manifest.input;
  const windowsOf = (part: typeof rows.fit) =>
    collectWindows(part, windowLength, maxWindows).windows;
  const fitted = {
    windowLength,
    scaling,
    linear,
    vae: null,
    network: await measureNetwork(network, prewhitening, scaling, windowsOf(rows.fit)),
    calibrationWindows: windowsOf(rows.calibrate),
  };
  return { fitted, detector: await assembleDetector(fitted, kind, falseAlarmRate) };
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
