import type { Network } from '@lookout/shared/onnx/network';
import { mixSeed, Random } from '@lookout/shared/simulator/random';
import { distil } from '../../../cloud-hub/dist/compression/distil/distil.js';
import {
  allocation,
  judgedWindows,
  pruningPlan,
  steps,
} from '../../../cloud-hub/dist/compression/pipeline/make-networks.js';
import type { ImportanceKind } from '../../../cloud-hub/dist/compression/prune/importance.js';
import { prune } from '../../../cloud-hub/dist/compression/prune/prune.js';
import { macsOf } from './make-forms.ts';
import type { Prepared } from './prepare-subject.ts';
import { comparedStages } from './targets.ts';

/** One thing done otherwise at a time. */
interface Recipe {
  readonly importance?: ImportanceKind;
  readonly learn?: 'everything' | 'reconstruction';
  /** False: pruned and nothing more. */
  readonly taught?: boolean;
  /** Whether training sees its weights rounded to int8. */
  readonly rounded?: boolean;
  /** Steps after the last pruning, of each kind. */
  readonly further?: { readonly steps: number; readonly rounded: boolean };
}

/** As many as the product's quantize stage has. */
const extra = steps.quantize;

/** The product's recipe without its first stage, then what the issue asks about. */
export const recipes: Readonly<Record<string, Recipe>> = {
  'as the product prunes': { rounded: true },
  'learns the reconstruction alone': { rounded: true, learn: 'reconstruction' },
  'channels by weight norm': { rounded: true, importance: 'norm' },
  'channels by Taylor': { rounded: true, importance: 'taylor' },
  'pruned, not taught': { taught: false },
  'pruned in fp32, then quantized': {},
  '… 200 steps more, then quantized': { further: { steps: extra, rounded: false } },
  '… 200 steps of QAT, then quantized': { further: { steps: extra, rounded: true } },
};

/** The product's own, but for the last stage, where nothing is left to tell apart. */
const plan = [...pruningPlan.distilPrune, ...pruningPlan.finalPrune].filter(
  ({ left }) => left > 0.05,
);

/** Prunes in stages by a recipe; the networks that are compared are given out. */
export async function* pruneBy(
  name: string,
  prepared: Prepared,
  seed: number,
): AsyncGenerator<{ readonly stage: string; readonly network: Network }> {
  const recipe = recipes[name];
  if (!recipe) throw new RangeError(`no recipe ${name}`);
  const { base, errorScale } = prepared;
  const whole = macsOf(base.network);
  const size = base.network.input.shape.reduce((product, dim) => product * dim, 1);
  const shown = base.laterWindows.subarray(0, judgedWindows * size);
  const batches = new Random(mixSeed(seed, 7)); // the same batches for every recipe
  const teach = (student: Network, count: number, rounded: boolean, random = batches) =>
    distil({
      ...{ teacher: prepared.teacher, lesson: prepared.lesson, windows: base.fitWindows },
      ...{ student, steps: count, random, learn: recipe.learn ?? 'everything' },
      fakeQuantizeWeights: rounded,
    });
  let student = base.network;
  for (const { left, steps: count } of plan) {
    const importance = recipe.importance ?? 'effect';
    const options = { ...allocation, importance, errorScale, work: left * whole };
    const { network } = await prune(student, shown, options);
    const rounded = recipe.rounded ?? false;
    student = recipe.taught === false ? network : await teach(network, count, rounded);
    const stage = `pruned to ${Math.round(100 * left)} %`;
    if (!comparedStages.includes(stage)) continue;
    const { further } = recipe;
    const given = further
      ? await teach(student, further.steps, further.rounded, new Random(mixSeed(seed, 8)))
      : student;
    yield { stage, network: given };
  }
}
