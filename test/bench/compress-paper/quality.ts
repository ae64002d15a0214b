import { aurocDifferenceCi } from '@lookout/shared/detector/evaluation/auroc-interval';
import { auroc } from '@lookout/shared/detector/evaluation/ranking';
import type { Network } from '@lookout/shared/onnx/network';
import { Random } from '@lookout/shared/simulator/random';
import { Teacher } from '../../../cloud-hub/dist/compression/distil/teacher.js';
import { writeNetwork } from '../../../cloud-hub/dist/compression/network/network-file.js';
import type { Image } from './bitmap.ts';
import {
  type Effort,
  imageForms,
  type Material,
  pruneAndTeach,
  scoresOf,
  sizeOf,
} from './compress.ts';
import { fitScaling, type PaperType, squares, windowsOf } from './frames.ts';
import { buildImageVae, type ImageVae } from './image-vae.ts';
import { trainImageVae } from './train-image-vae.ts';

/** The paper's network at a size whose training ends in a minute or two. */
const smaller: ImageVae = {
  ...{ size: 64, conv: [32, 16, 8, 8], dense: [256, 64], latent: 16, back: [8, 16, 32, 3] },
};
const training = { full: 600, quick: 4 };
const stages = [
  { left: 0.5, full: 150, quick: 2 },
  { left: 0.25, full: 300, quick: 2 },
  { left: 0.1, full: 300, quick: 2 },
];
/** Of each image, squares of 64 pixels every 32: nine. */
const squaresOf = (image: Image): Float32Array[] => squares(image, smaller.size, 32);
const squaresPerImage = 9;
/** Images of the own type that are trained on, and behind them those that channels are judged on. */
const parts = { train: 28, later: 8 };

export interface QualityRow {
  readonly trainedOn: PaperType;
  readonly network: string;
  readonly channels: string;
  readonly 'MACs left': string;
  readonly 'file KB': string;
  readonly 'KL AUROC': string;
  readonly 'reconstruction AUROC': string;
  /** Against the uncompressed network on the same resampled images, with its 95 % interval. */
  readonly 'KL change': string;
  readonly 'reconstruction change': string;
}

/**
 * Trained on one type of paper, judged by whether another type is told from new images of the own one:
 * each stage, in both forms, against the network that it came from. Nothing is tuned on what is judged.
 */
export async function judgeQuality(
  frames: ReadonlyMap<PaperType, readonly Image[]>,
  type: PaperType,
  effort: Effort,
  onStage: () => void,
): Promise<QualityRow[]> {
  const own = frames.get(type) ?? [];
  const scaling = fitScaling(own.slice(0, parts.train));
  const windows = (images: readonly Image[], cut = squaresOf) =>
    windowsOf(images.flatMap(cut), scaling);
  const material: Material = {
    train: windows(own.slice(0, parts.train), (image) => squares(image, smaller.size, 8)),
    later: windows(own.slice(parts.train, parts.train + parts.later)),
  };
  const unseen = own.slice(parts.train + parts.later);
  const others = [...frames].flatMap(([name, images]) => (name === type ? [] : images));
  const judged = windows([...unseen, ...others]);
  const labels = Uint8Array.from(
    { length: squaresPerImage * (unseen.length + others.length) },
    (_, i) => Number(i >= squaresPerImage * unseen.length),
  );
  const random = new Random(1);
  const untrained = buildImageVae(smaller, random);
  const base = await trainImageVae(untrained, material.train, {
    ...{ steps: training[effort], batch: 16, random },
  });
  onStage();
  const reference = await scoresOf(base, judged, 256);
  const row = async (name: string, network: Network, macs: number): Promise<QualityRow> => {
    const scores = await scoresOf(network, judged, 256);
    const { widths } = sizeOf(base);
    return {
      ...{ trainedOn: type, network: name, channels: widths },
      ...figuresOf(scores, reference, labels),
      'MACs left': `${Math.round((100 * macs) / sizeOf(base).macs)} %`,
      'file KB': (writeNetwork(network).byteLength / 1024).toFixed(0),
    };
  };
  const rows = [await row('fp32', base, sizeOf(base).macs)];
  await using teacher = await Teacher.open(base, null);
  let network = base;
  const whole = sizeOf(base);
  const inForms = async (name: string) => {
    const { macs, widths } = sizeOf(network);
    for (const { apply, title } of imageForms) {
      const formed = await apply(network, material.later);
      if (formed) rows.push({ ...(await row(`${name}${title}`, formed, macs)), channels: widths });
    }
    onStage();
  };
  await inForms('');
  for (const { left, [effort]: steps } of stages) {
    network = await pruneAndTeach(teacher, network, material, {
      ...{ macs: left * whole.macs, weights: left * whole.weights },
      ...{ steps, batch: 32, judged: squaresPerImage * parts.later, multipleOf: 8 },
    });
    await inForms(`${Math.round(100 * left)} %, `);
  }
  return rows;
}

function figuresOf(
  scores: ReadonlyMap<string, Float32Array>,
  reference: ReadonlyMap<string, Float32Array>,
  labels: Uint8Array,
) {
  const figure = (name: string) => auroc(scores.get(name) ?? [], labels)?.toFixed(3) ?? '–';
  const change = (name: string) => {
    const random = new Random(2);
    const blocks = { blockLength: squaresPerImage, random: () => random.uniform() };
    const own = scores.get(name) ?? [];
    const interval = aurocDifferenceCi(own, reference.get(name) ?? [], labels, blocks);
    if (!interval) return '–';
    const [value, low, high] = [interval.value, interval.low, interval.high].map(signed);
    return `${value} [${low}, ${high}]`;
  };
  return {
    'KL AUROC': figure('kl'),
    'reconstruction AUROC': figure('reconstruction'),
    'KL change': change('kl'),
    'reconstruction change': change('reconstruction'),
  };
}

const signed = (value: number): string => (value < 0 ? '' : '+') + value.toFixed(3);
