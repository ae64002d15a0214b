import type { Network } from '@lookout/shared/onnx/network';
import type { LatencyEntry } from '@lookout/shared/profile/latency-table';
import { Random } from '@lookout/shared/simulator/random';
import { Teacher } from '../../../cloud-hub/dist/compression/distil/teacher.js';
import { measureLatency } from '../../../cloud-hub/dist/compression/latency/measure-latency.js';
import { NetworkDraft } from '../../../cloud-hub/dist/compression/network/network-draft.js';
import { writeNetwork } from '../../../cloud-hub/dist/compression/network/network-file.js';
import { spearman } from '../compress/spearman.ts';
import {
  type Effort,
  imageForms,
  type Material,
  pruneAndTeach,
  scoresOf,
  sizeOf,
  sizeWithShare,
} from './compress.ts';
import { fitScaling, type PaperType, stretched, windowsOf } from './frames.ts';
import type { Image } from './image.ts';
import { buildImageVae, paperEncoder } from './image-vae.ts';
import { trainImageVae } from './train-image-vae.ts';

/** Shares of every layer's channels whose work and weights are the budget, as in facts.md. */
const shares = [0.5, 0.25];
/** A training to the end would take days: enough that the latent says something of the image. */
const steps = { full: 40, quick: 2 };
const batch = 4;
const judged = 12;
const type: PaperType = 'PA_BRG01_RL';
const trained = 36;
const limits = { minRounds: 30, maxMs: 90_000, narrowTo: 0.01 };

export interface SpeedRow {
  readonly network: string;
  readonly form: string;
  readonly channels: string;
  readonly MMAC: string;
  readonly 'MACs ratio': string;
  readonly 'file KB': string;
  readonly 'size ratio': string;
  readonly 'p50 ms': string;
  /** How many times faster than the uncompressed network in the same run, with its 95 % interval. */
  readonly faster: string;
  /** Of the latent's KL on unseen frames of all types with that of the uncompressed network. */
  readonly 'rank correlation': string;
}

interface Variant {
  readonly name: string;
  readonly form: string;
  readonly network: Network;
  /** Before it was put in its form. */
  readonly plain: Network;
}

/** The paper's encoder in its full size and smaller ones, timed in turns in one process. */
export async function judgeSpeed(
  frames: ReadonlyMap<PaperType, readonly Image[]>,
  effort: Effort,
  onStage: () => void,
): Promise<SpeedRow[]> {
  const own = frames.get(type) ?? [];
  const scaling = fitScaling(own.slice(0, trained));
  const windows = (images: readonly Image[]) =>
    windowsOf(stretched(images, paperEncoder.size), scaling);
  const material: Material = {
    train: windows(own.slice(0, trained - judged)),
    later: windows(own.slice(trained - judged, trained)),
  };
  const base = await trainedEncoder(material, steps[effort]);
  onStage();
  const variants = await variantsOf(base, material, steps[effort], onStage);
  const entries = await measureLatency(
    variants.map(({ name, form, network }) => ({
      name: `${name}, ${form}`,
      model: writeNetwork(network),
    })),
    { batches: [1], threads: 1, limits },
  );
  onStage();
  const others = [...frames].flatMap(([name, images]) => (name === type ? [] : images.slice(-12)));
  const unseen = windows([...own.slice(trained), ...others]);
  const klOf = async (network: Network) => [
    ...((await scoresOf(network, unseen, 4)).get('kl') ?? []),
  ];
  const reference = await klOf(base);
  const rows: SpeedRow[] = [];
  for (const [i, variant] of variants.entries()) {
    const fidelity = spearman(await klOf(variant.network), reference);
    rows.push(rowOf(variant, entries[i], entries[0], [base, fidelity]));
  }
  return rows;
}

/** The network itself first, then each that is left of it, in the forms that the product would time. */
async function variantsOf(
  base: Network,
  material: Material,
  count: number,
  onStage: () => void,
): Promise<Variant[]> {
  const variants: Variant[] = [
    { name: 'uncompressed', form: 'float32', network: base, plain: base },
  ];
  const addForms = async (name: string, plain: Network) => {
    for (const { apply, title } of imageForms) {
      const network = await apply(plain, material.later);
      if (network) variants.push({ name, form: title, network, plain });
    }
  };
  await addForms('uncompressed', base);
  await using teacher = await Teacher.open(base, null);
  let network = base;
  for (const share of shares) {
    const budget = sizeWithShare(base, share);
    const stage = { ...budget, judged, batch, multipleOf: 16, steps: count };
    network = await pruneAndTeach(teacher, network, material, stage);
    await addForms(`as with ${100 * share} % of the channels`, network);
    onStage();
  }
  return variants;
}

/** With a small decoder, which is taken off again: detection by the latent's KL needs none. */
async function trainedEncoder({ train }: Material, count: number): Promise<Network> {
  const random = new Random(1);
  const untrained = buildImageVae({ ...paperEncoder, back: [3] }, random);
  const vae = await trainImageVae(untrained, train, { steps: count, batch, random });
  const { mu, logvar } = vae.outputs;
  if (mu === undefined || logvar === undefined) throw new RangeError('this network has no latent');
  const draft = new NetworkDraft(vae);
  for (const node of vae.nodes) draft.keep(node);
  return draft.finish({ mu, logvar });
}

function rowOf(
  { name, form, plain }: Variant,
  entry: LatencyEntry | undefined,
  first: LatencyEntry | undefined,
  [base, fidelity]: readonly [Network, number],
): SpeedRow {
  const [{ macs, widths }, whole] = [sizeOf(plain), sizeOf(base)];
  const { speedUp } = entry ?? {};
  const bytes = entry?.fileBytes ?? Number.NaN;
  return {
    ...{ network: name, form, channels: widths, MMAC: (macs / 1e6).toFixed(0) },
    'MACs ratio': `${(whole.macs / macs).toFixed(1)}×`,
    'file KB': (bytes / 1024).toFixed(0),
    'size ratio': `${((first?.fileBytes ?? Number.NaN) / bytes).toFixed(1)}×`,
    'p50 ms': entry?.p50Ms.toFixed(2) ?? '–',
    faster: speedUp
      ? `${speedUp.value.toFixed(2)}× [${speedUp.low.toFixed(2)}, ${speedUp.high.toFixed(2)}]`
      : '1×',
    'rank correlation': fidelity.toFixed(3),
  };
}
