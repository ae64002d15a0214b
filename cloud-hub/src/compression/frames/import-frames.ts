import type { ImageInput } from '@lookout/shared/bundle/detector-input';
import type { Manifest } from '@lookout/shared/bundle/manifest';
import type { BundleFiles } from '@lookout/shared/bundle/read-bundle';
import { fitBaselines } from '@lookout/shared/detector/baseline/baselines';
import { exceedanceRate } from '@lookout/shared/detector/decision/budget';
import { statisticsOf } from '@lookout/shared/detector/detector-kind';
import { type FrameStatistic, frameStatistics } from '@lookout/shared/detector/frame-graph';
import type { ChannelScale } from '@lookout/shared/detector/scaling';
import type { FrameSize } from '@lookout/shared/frame/image';
import type { Network } from '@lookout/shared/onnx/network';
import { packFiles } from '../bundle/pack-bundle.ts';
import { fitShare } from '../bundle/training-rows.ts';
import { chooseFrameKind, type ImportedKind } from '../import/choose-kind.ts';
import { requireRunnable } from '../import/import-bundle.ts';
import { inOwnUnits, type OwnScaling, ownColorUnits } from '../import/own-scaling.ts';
import type { Form } from '../pipeline/forms.ts';
import { assembleFrameDetector } from './assemble-frame-detector.ts';
import { colorSpecs } from './color-specs.ts';
import {
  countFrames,
  type FrameParts,
  type FrameStretch,
  goodCalibrationFrames,
  pickFrames,
  rowsOfFrames,
  splitFrames,
} from './frame-parts.ts';
import { fitFrameScaling, scaledFrames } from './frame-scaling.ts';
import { goldenFrames } from './golden-frames.ts';
import { measureFrameNetwork } from './measure-frame-network.ts';

export interface ImportFramesRequest {
  readonly name: string;
  /** Takes [channels, height, width] in its own units. */
  readonly network: Network;
  readonly model: { readonly file: string; readonly sha256: string };
  readonly size: FrameSize;
  /** Normal operation, folder by folder in order of time; the last quarter of each calibrates. */
  readonly frames: readonly FrameStretch[];
  readonly periodMs: number;
  readonly scaling: OwnScaling;
  /** In what numbers the network is held: each form is measured and calibrated by itself. */
  readonly form: Form;
  readonly detector?: ImportedKind;
  readonly falseAlarmRate: number;
  readonly alarmsPerDay?: number;
  readonly data: Manifest['provenance']['data'];
  readonly createdAt: number;
  readonly onProgress?: (share: number) => void;
}

/**
 * A network from elsewhere as a calibrated detector of frames, its weights as they are but for the form.
 * @throws ImportError, QuantizeError where the form is not for it, TrainError where the frames are too few
 */
export async function importFrames(request: ImportFramesRequest): Promise<BundleFiles> {
  const { network, size, periodMs, alarmsPerDay, form } = request;
  const kind = chooseFrameKind(network, request.detector);
  const parts = splitFrames(request.frames, size);
  const progress = progressOf(request, parts);
  const scaling = fitFrameScaling(parts.fit, size);
  const held = await inForm(request, parts, scaling);
  const fitted = await measureFrameNetwork(held, size, scaling, parts.fit, progress);
  const rate =
    alarmsPerDay === undefined ? request.falseAlarmRate : exceedanceRate(alarmsPerDay, periodMs, 1);
  const graph = { size, scaling, network: fitted, statistic: statisticOf(kind) };
  const detector = await assembleFrameDetector(kind, graph, parts.calibrate, rate, progress);
  const rows = parts.all.map((stretch) => rowsOfFrames(stretch, size));
  const { height, width } = size;
  const channels = colorSpecs(rows);
  const input: ImageInput = { kind: 'image', height, width, periodMs, channels };
  const golden = await goldenFrames(detector.model, size, parts.calibrate);
  const baselines = fitBaselines(rows, 1);
  const provenance = provenanceOf(request, parts);
  const { name, createdAt } = request;
  const description = {
    ...{ name, createdAt, architecture: 'imported', variant: form.name, provenance },
    ...{ alarmsPerDay, arrivalShift: undefined },
  };
  const files = packFiles(description, input, detector, { golden, baselines });
  requireRunnable(files);
  return files;
}

/** What a kind looks at, of which frames have but one. */
const statisticOf = (kind: ImportedKind): FrameStatistic => {
  const found = frameStatistics.find((name) => statisticsOf[kind].some((own) => own === name));
  if (found) return found;
  throw new RangeError(`the detector "${kind}" looks at nothing of a frame`);
};

/** More would move the range of an activation by less than its noise. */
const rangeFrames = 32;

/** The network between scaled frames, in the form that was asked for. */
async function inForm(
  { network: model, scaling: own, size, form }: ImportFramesRequest,
  { fit }: FrameParts,
  scaling: readonly ChannelScale[],
): Promise<Network> {
  const units = ownColorUnits(own, scaling);
  const network = units ? inOwnUnits(model, units, scaling) : model;
  const frames = scaledFrames(pickFrames(fit, size, rangeFrames), size, scaling);
  return (await form.apply(network, frames)) ?? network;
}

function provenanceOf(
  { network, model, data }: ImportFramesRequest,
  { all, fit }: FrameParts,
): Manifest['provenance'] {
  return {
    seed: 0,
    rows: countFrames(all),
    windows: countFrames(fit),
    steps: 0,
    trainLoss: null,
    validationLoss: null,
    parameters: Object.values(network.weights).reduce((sum, { data: own }) => sum + own.length, 0),
    data: [...data],
    model,
  };
}

/** Share of the frames that are still to be scored; those that calibrate are scored two or three times. */
function progressOf(
  { network, onProgress = () => {} }: ImportFramesRequest,
  { fit, calibrate }: FrameParts,
): (count: number) => void {
  const passes = network.outputs.reconstruction === undefined ? 2 : 3;
  const total = countFrames(fit) + passes * countFrames(calibrate);
  let done = 0;
  return (count) => {
    done += count;
    onProgress(done / total);
  };
}

/** What is to be said of a threshold that rests on few frames. */
export function fewFrames(frames: readonly FrameStretch[]): string[] {
  const total = countFrames(frames);
  const calibrate = frames.reduce(
    (sum, { count }) => sum + count - Math.round(count * fitShare),
    0,
  );
  if (calibrate >= goodCalibrationFrames) return [];
  return [
    `the threshold rests on ${calibrate} of ${total} frames, so that it is a guess: take ` +
      `${goodCalibrationFrames / (1 - fitShare)} or more, or let the device fit it to what it sees`,
  ];
}
