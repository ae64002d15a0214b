import type { Baselines } from '@lookout/shared/bundle/baselines-file';
import type { ChannelSpec, DetectorInput } from '@lookout/shared/bundle/detector-input';
import type { Golden, Manifest } from '@lookout/shared/bundle/manifest';
import {
  type BundleFileName,
  type BundleFiles,
  sha256Hex,
} from '@lookout/shared/bundle/read-bundle';
import type { AssembledDetector } from './assemble-detector.ts';
import { commissioningBounds } from './commissioning.ts';
import { DetectorSession } from './detector-session.ts';
import type { FittedStatistics } from './fit-statistics.ts';
import { makeGolden, toleranceOf } from './golden-windows.ts';

/** What a manifest says beside what the detector itself tells. */
export interface BundleDescription {
  readonly name: string;
  readonly createdAt: number;
  readonly architecture: string;
  /** In what form the weights are, and for what it was made. */
  readonly variant: string;
  readonly periodMs: number;
  readonly channels: readonly ChannelSpec[];
  readonly alarmsPerDay: number | undefined;
  /** Of the recordings, not of the weights: a variant inherits it. */
  readonly arrivalShift: number | undefined;
  readonly provenance: Manifest['provenance'];
}

/** A finished detector as a bundle, with golden windows answered by the very graph that is shipped. */
export async function packBundle(
  description: BundleDescription,
  fitted: FittedStatistics,
  detector: AssembledDetector,
  baselines: Baselines,
): Promise<BundleFiles> {
  const { windowLength, scaling, calibrationWindows } = fitted;
  const shape = { windowLength, channels: scaling.length };
  await using session = await DetectorSession.open(detector.model, shape);
  const golden = await makeGolden(
    session,
    calibrationWindows,
    scaling,
    shape,
    toleranceOf(detector.model),
  );
  const { periodMs, channels, ...rest } = description;
  const input = { kind: 'series' as const, windowLength, periodMs, channels: [...channels] };
  return packFiles(rest, input, detector, { golden, baselines });
}

/** The files of a bundle, whatever it looks at. */
export function packFiles(
  description: Omit<BundleDescription, 'periodMs' | 'channels'>,
  input: DetectorInput,
  detector: AssembledDetector,
  beside: { readonly golden: Golden; readonly baselines: Baselines },
): BundleFiles {
  const files = {
    'model.onnx': detector.model,
    'golden.json': toJson(beside.golden),
    'baselines.json': toJson(beside.baselines),
  };
  const manifest = manifestOf(description, input, detector, files);
  return { 'manifest.json': toJson(manifest, 2), ...files };
}

function manifestOf(
  {
    name,
    createdAt,
    architecture,
    variant,
    ...rest
  }: Omit<BundleDescription, 'periodMs' | 'channels'>,
  input: DetectorInput,
  { kind, latent, calibration }: AssembledDetector,
  files: Readonly<Record<BundleFileName, Uint8Array>>,
): Manifest {
  return {
    format: 1,
    name,
    createdAt,
    detector: kind,
    architecture,
    variant,
    input,
    latent,
    files: {
      'model.onnx': fileEntry(files['model.onnx']),
      'golden.json': fileEntry(files['golden.json']),
      'baselines.json': fileEntry(files['baselines.json']),
    },
    calibration: {
      ...calibration,
      alarmsPerDay: rest.alarmsPerDay,
      arrivalShift: rest.arrivalShift,
    },
    commissioning: commissioningBounds(calibration),
    provenance: rest.provenance,
  };
}

const fileEntry = (bytes: Uint8Array) => ({ sha256: sha256Hex(bytes), sizeBytes: bytes.length });

const toJson = (value: unknown, indent?: number): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(value, null, indent)}\n`);
