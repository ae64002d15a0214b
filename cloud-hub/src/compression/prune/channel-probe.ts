import { gradients } from '@lookout/shared/onnx/autodiff/gradients';
import { GraphBuilder } from '@lookout/shared/onnx/graph';
import { appendNetwork, type Network } from '@lookout/shared/onnx/network';
import type { Value } from '@lookout/shared/onnx/value';
import {
  appendDetectionScores,
  type DetectionScores,
  type ErrorScale,
} from '../distil/detection-scores.ts';
import type { ChannelMap } from './channel-map.ts';

/** A value whose channels a later product sums over: where a channel can be silenced. */
export interface SummedValue {
  readonly name: string;
  readonly axis: number;
  readonly labels: Int32Array;
}

export function summedValues(map: ChannelMap): SummedValue[] {
  const found = new Map<string, SummedValue>();
  for (const { value: name, valueAxis: axis } of map.products) {
    const labels = map.labels.get(name)?.[axis];
    const removable = labels?.some((label) => map.channelOf(label) >= 0);
    if (labels && removable) found.set(name, { name, axis, labels });
  }
  return [...found.values()];
}

export const scoreNames = ['reconstruction', 'kl', 'score'] as const;

/** `input` [batch, ...] → `mean/NAME` [size] of each summed value and `reconstruction`, `kl`, `score` [batch]. */
export function buildMeansGraph(
  network: Network,
  values: readonly SummedValue[],
  batch: number,
  errorScale: ErrorScale,
): Uint8Array {
  const { g, input, seen, outputs } = watched(network, batch);
  for (const { name, axis } of values) {
    const value = seen.get(name);
    if (value) g.output(g.reduceMean(value, othersThan(axis, value)), `mean/${name}`);
  }
  publish(g, appendDetectionScores(g, input, outputs, errorScale));
  return g.build('lookout-channel-means');
}

/** As above without the means, each channel under `mask/NAME` [size] at its mean where the mask is 0. */
export function buildMaskedGraph(
  network: Network,
  values: readonly SummedValue[],
  means: ReadonlyMap<string, Float64Array>,
  batch: number,
  errorScale: ErrorScale,
): Uint8Array {
  const { g, input } = begin(network, batch);
  const byName = new Map(values.map((value) => [value.name, value]));
  const outputs = appendNetwork(g, network, input, undefined, (value, name) => {
    const summed = byName.get(name);
    const mean = means.get(name);
    if (!summed || !mean) return value;
    const size = summed.labels.length;
    const shape = value.shape.map((_, i) => (i === summed.axis ? size : 1));
    const mask = g.reshape(g.input(`mask/${name}`, 'float32', [size]), shape);
    const centre = g.constant(Float32Array.from(mean), shape);
    return g.add(g.mul(g.sub(value, centre), mask), centre);
  });
  publish(g, appendDetectionScores(g, input, outputs, errorScale));
  return g.build('lookout-masked');
}

/**
 * `input` → for each score and summed value `SCORE/NAME` [batch, size]: what silencing each position would
 * add to the score, to first order.
 */
export function buildTaylorGraph(
  network: Network,
  values: readonly SummedValue[],
  means: ReadonlyMap<string, Float64Array>,
  batch: number,
  errorScale: ErrorScale,
): Uint8Array {
  const { g, input, seen, outputs } = watched(network, batch);
  const scores = appendDetectionScores(g, input, outputs, errorScale);
  const wanted = values.flatMap((summed) => {
    const value = seen.get(summed.name);
    return value ? [{ ...summed, value }] : [];
  });
  for (const [score, log] of Object.entries(scores)) {
    const slopes = gradients(
      g,
      g.reduceSum(log),
      wanted.map(({ value }) => value),
    );
    wanted.forEach(({ name, axis, value }, i) => {
      const slope = slopes[i];
      const mean = means.get(name);
      if (!slope || !mean) return;
      const shape = value.shape.map((_, at) => (at === axis ? mean.length : 1));
      const change = g.mul(slope, g.sub(g.constant(Float32Array.from(mean), shape), value));
      const others = othersThan(axis, value).slice(1);
      g.output(others.length > 0 ? g.reduceSum(change, others) : change, `${score}/${name}`);
    });
  }
  return g.build('lookout-taylor');
}

function begin(network: Network, batch: number) {
  const g = new GraphBuilder();
  return { g, input: g.input('input', 'float32', [batch, ...network.input.shape]) };
}

/** With every value inside the network by its name. */
function watched(network: Network, batch: number) {
  const { g, input } = begin(network, batch);
  const seen = new Map<string, Value>();
  const outputs = appendNetwork(g, network, input, undefined, (value, name) => {
    seen.set(name, value);
    return value;
  });
  return { g, input, seen, outputs };
}

function publish(g: GraphBuilder, scores: DetectionScores): void {
  for (const [name, value] of Object.entries(scores)) g.output(value, name);
}

const othersThan = (axis: number, { shape }: Value): number[] =>
  [...shape.keys()].filter((i) => i !== axis);
