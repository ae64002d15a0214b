import type { Network } from '@lookout/shared/onnx/network';
import { Random } from '@lookout/shared/simulator/random';
import { distil, lessonOf } from '../../../cloud-hub/dist/compression/distil/distil.js';
import { Teacher } from '../../../cloud-hub/dist/compression/distil/teacher.js';
import { cpuForms, type Form } from '../../../cloud-hub/dist/compression/pipeline/forms.js';
import { mapChannels } from '../../../cloud-hub/dist/compression/prune/channel-map.js';
import { MacCount } from '../../../cloud-hub/dist/compression/prune/multiply-accumulates.js';
import { prune } from '../../../cloud-hub/dist/compression/prune/prune.js';

/** How long the bench may take: `quick` shows that it runs, and its figures say nothing. */
export type Effort = 'full' | 'quick';

/** Images [n, 3, size, size] that a network is compressed with; none of them is judged on. */
export interface Material {
  readonly train: Float32Array;
  /** Later than those that are trained on. */
  readonly later: Float32Array;
}

export interface Budget {
  /** As pruning counts it: with the numbers that layers put out. */
  readonly work: number;
  readonly weights: number;
}

export interface Size extends Budget {
  readonly macs: number;
  readonly widths: string;
}

/** What a network takes now. */
export function sizeOf(network: Network): Size {
  const map = mapChannels(network);
  const { macs, work, weights } = new MacCount(network, map);
  const widths = map.layers.map(({ channels }) => channels.length).join('-');
  return { macs, work, weights, widths };
}

/** What it would take with this share of the channels of every layer. */
export function sizeWithShare(network: Network, share: number): Budget {
  const map = mapChannels(network);
  const count = new MacCount(network, map);
  for (const { channels } of map.layers)
    count.remove(channels.slice(Math.round(share * channels.length)));
  return { work: count.work, weights: count.weights };
}

export interface Stage extends Budget {
  readonly steps: number;
  readonly batch: number;
  /** Images that channels are judged on. */
  readonly judged: number;
  readonly multipleOf: number;
}

/** One pruning and what is learned from the teacher after it, with the product's own functions. */
export async function pruneAndTeach(
  teacher: Teacher,
  network: Network,
  { train, later }: Material,
  { work, weights, steps, batch, judged, multipleOf }: Stage,
): Promise<Network> {
  const size = network.input.shape.reduce((product, dim) => product * dim, 1);
  const { network: student } = await prune(network, later.subarray(0, judged * size), {
    ...{ work, weights, leastShare: 1 / 8, leastChannels: 4 },
    multipleOf: { conv2d: multipleOf },
    ...{ importance: 'taylor', errorScale: null },
  });
  const lesson = await lessonOf(teacher, later.subarray(0, judged * size), null);
  const random = new Random(steps);
  return await distil({
    ...{ teacher, student, windows: train, lesson, steps, batch, random },
    fakeQuantizeWeights: true,
  });
}

/** The detection scores of images on a logarithmic scale, by name. */
export async function scoresOf(
  network: Network,
  windows: Float32Array,
  batch: number,
): Promise<ReadonlyMap<string, Float32Array>> {
  await using judge = await Teacher.open(network, null);
  return await judge.scores(windows, batch);
}

const named = (name: string): Form => {
  const form = cpuForms.find((one) => one.name === name);
  if (!form) throw new RangeError(`the product has no form ${name}`);
  return form;
};

/** The forms that the product would time on a CPU for images; pooling comes first in both. */
export const imageForms: readonly Form[] = [named('int8-weights-2d'), named('int8-but-first')];
