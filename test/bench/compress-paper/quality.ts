import { aurocDifferenceCi } from '@lookout/shared/detector/evaluation/auroc-interval';
import { auroc } from '@lookout/shared/detector/evaluation/ranking';
import type { Network } from '@lookout/shared/onnx/network';
import { Random } from '@lookout/shared/simulator/random';
import { Teacher } from '../../../cloud-hub/dist/compression/distil/teacher.js';
import { writeNetwork } from '../../../cloud-hub/dist/compression/network/network-file.js';
import {
  type Effort,
  imageForms,
  type Material,
  pruneAndTeach,
  scoresOf,
  sizeOf,
} from './compress.ts';
import { fitScaling, type PaperType, squares, windowsOf } from './frames.ts';
import type { Image } from './image.ts';
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
const judgedStep = 32;
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
  const ground = groundOf(frames, type);
  const { material } = ground;
  const random = new Random(1);
  const base = await trainImageVae(buildImageVae(smaller, random), material.train, {
    ...{ steps: training[effort], batch: 16, random },
  });
  onStage();
  const whole = sizeOf(base);
  const reference = await scoresOf(base, ground.judged, 256);
  const rowOf = async (name: string, network: Network, plain: Network): Promise<QualityRow> => {
    const { macs, widths } = sizeOf(plain);
    return {
      ...{ trainedOn: type, network: name, channels: widths },
      'MACs left': `${Math.round((100 * macs) / whole.macs)} %`,
      'file KB': (writeNetwork(network).byteLength / 1024).toFixed(0),
      ...figuresOf(await scoresOf(network, ground.judged, 256), reference, ground.labels),
    };
  };
  const rows = [await rowOf('float32', base, base)];
  const addForms = async (name: string, plain: Network) => {
    for (const { apply, title } of imageForms) {
      const formed = await apply(plain, material.later);
      if (formed) rows.push(await rowOf(`${name}${title}`, formed, plain));
    }
    onStage();
  };
  await addForms('', base);
  await using teacher = await Teacher.open(base, null);
  let network = base;
  for (const { left, [effort]: steps } of stages) {
    network = await pruneAndTeach(teacher, network, material, {
      ...{ work: left * whole.work, weights: left * whole.weights },
      ...{ steps, batch: 32, judged: squaresPerImage * parts.later, multipleOf: 8 },
    });
    await addForms(`${Math.round(100 * left)} %, `, network);
  }
  return rows;
}

interface Ground {
  readonly material: Material;
  /** New squares of the own type, then those of all others. */
  readonly judged: Float32Array;
  readonly labels: Uint8Array;
}

function groundOf(frames: ReadonlyMap<PaperType, readonly Image[]>, type: PaperType): Ground {
  const own = frames.get(type) ?? [];
  const scaling = fitScaling(own.slice(0, parts.train));
  const windows = (images: readonly Image[], step: number) =>
    windowsOf(
      images.flatMap((image) => squares(image, smaller.size, step)),
      scaling,
    );
  const unseen = own.slice(parts.train + parts.later);
  const others = [...frames].flatMap(([name, images]) => (name === type ? [] : images));
  const normal = squaresPerImage * unseen.length;
  return {
    material: {
      train: windows(own.slice(0, parts.train), 8),
      later: windows(own.slice(parts.train, parts.train + parts.later), judgedStep),
    },
    judged: windows([...unseen, ...others], judgedStep),
    labels: Uint8Array.from({ length: normal + squaresPerImage * others.length }, (_, i) =>
      Number(i >= normal),
    ),
  };
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
