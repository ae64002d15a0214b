import type { Baselines } from '@lookout/shared/bundle/baselines-file';
import { seriesOf } from '@lookout/shared/bundle/detector-input';
import type { Manifest } from '@lookout/shared/bundle/manifest';
import { type BundleFiles, bundleId, readManifest } from '@lookout/shared/bundle/read-bundle';
import { fitBaselines } from '@lookout/shared/detector/baseline/baselines';
import { DetectorKind } from '@lookout/shared/detector/detector-kind';
import type { Recording } from '@lookout/shared/detector/recording';
import { type ChannelScale, standardise } from '@lookout/shared/detector/scaling';
import {
  type Prewhitening,
  prewhiteningConstants,
} from '@lookout/shared/detector/statistics/prewhiten';
import type { Network } from '@lookout/shared/onnx/network';
import { type OnnxModel, readModel } from '@lookout/shared/onnx/read';
import { prewhiten } from '../bundle/prewhiten.ts';
import { chooseTrainingRows, collectWindows, type TrainingRows } from '../bundle/training-rows.ts';
import { extractNetwork } from '../network/extract-network.ts';
import { CompressionError } from './compression-error.ts';

/** The detector that is compressed, taken apart, with the rows that it is compressed on. */
export interface Base {
  readonly id: string;
  readonly manifest: Manifest;
  readonly model: Uint8Array;
  readonly kind: DetectorKind;
  readonly network: Network;
  readonly prewhitening: Prewhitening | null;
  /** The network's own, which it keeps. */
  readonly scaling: readonly ChannelScale[];
  readonly rows: TrainingRows;
  readonly linear: Baselines;
  /** What the network is shown, [n, ...network.input.shape]: of the rows that are learned from ... */
  readonly fitWindows: Float32Array;
  /** ... and of the later ones. */
  readonly laterWindows: Float32Array;
}

const maxWindows = 20_000;
const maxLater = 2_048;

/**
 * @param recordings normal operation, in engineering units
 * @throws CompressionError 'no_network', 'quantized', 'channels'; TrainError where the rows are too few
 */
export function openBase(files: BundleFiles, recordings: readonly Recording[]): Base {
  const manifest = readManifest(files['manifest.json']);
  const { windowLength, channels } = seriesOf(manifest.input);
  const kind = DetectorKind.safeParse(manifest.detector);
  const model = readModel(files['model.onnx']);
  const prewhitening = prewhiteningOf(model);
  const shownRows = windowLength - (prewhitening ? 1 : 0);
  const network = extractNetwork(model, [shownRows, channels.length]);
  if (!network || !kind.success)
    throw new CompressionError(
      'no_network',
      `"${manifest.name}" (${manifest.detector}) holds no network, so there is nothing to compress: ` +
        'train one with a network, such as "lookout train --detector hybrid"',
    );
  if (Object.values(network.weights).every(({ shape }) => shape.length < 2))
    throw new CompressionError(
      'quantized',
      `"${manifest.name}" (${manifest.variant}) has been compressed before, and its weights are rounded: ` +
        'compress the bundle that it was made of',
    );
  const wrong = recordings.find((recording) => recording.channels !== channels.length);
  if (wrong)
    throw new CompressionError(
      'channels',
      `the recordings have ${wrong.channels} channels, the detector ${channels.length}`,
    );
  const rows = chooseTrainingRows(recordings, windowLength);
  const scaling = channels.map(({ mean, sd }) => ({ mean, sd }));
  const shown = (some: readonly Recording[], limit: number) =>
    shownWindows(some, scaling, prewhitening, shownRows, limit);
  return {
    id: bundleId(files['manifest.json']),
    manifest,
    model: files['model.onnx'],
    kind: kind.data,
    network,
    prewhitening,
    scaling,
    rows,
    linear: fitBaselines(rows.fit, windowLength, scaling),
    fitWindows: shown(rows.fit, maxWindows),
    laterWindows: shown(rows.calibrate, maxLater),
  };
}

/** Windows as a network is shown them: [n, rows, channels]. */
export function shownWindows(
  recordings: readonly Recording[],
  scaling: readonly ChannelScale[],
  prewhitening: Prewhitening | null,
  shownRows: number,
  limit: number,
): Float32Array {
  const shown = recordings.map((recording) =>
    prewhitening
      ? prewhiten(recording, scaling, prewhitening)
      : { ...recording, values: standardise(recording, scaling) },
  );
  return collectWindows(shown, shownRows, limit).windows;
}

function prewhiteningOf({ constants }: OnnxModel): Prewhitening | null {
  const find = (name: string) => constants.find((constant) => constant.name === name)?.data;
  const transition = find(prewhiteningConstants.transition);
  const mean = find(prewhiteningConstants.mean);
  const divisor = find(prewhiteningConstants.divisor);
  if (!transition || !mean || !divisor) return null;
  const means = Array.from(mean, Number);
  const divisors = Array.from(divisor, Number);
  return {
    transition: Array.from(transition, Number),
    scaling: means.map((value, i) => ({ mean: value, sd: divisors[i] ?? 1 })),
  };
}
