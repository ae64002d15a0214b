import type { Network } from '@lookout/shared/onnx/network';
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import type { ErrorScale } from '../distil/detection-scores.ts';
import { spreadOf } from '../distil/spread.ts';
import { openSession } from '../session.ts';
import { floatsOf } from '../tensors.ts';
import type { ChannelMap } from './channel-map.ts';
import {
  buildMaskedGraph,
  buildMeansGraph,
  buildTaylorGraph,
  type SummedValue,
  scoreNames,
  summedValues,
} from './channel-probe.ts';
import type { ValueMeans } from './remove-channels.ts';

/**
 * How much a channel matters:
 * - `effect`: how far the detection scores move when it is held at its mean, one run per channel
 * - `taylor`: the same to first order, one run for all (Molchanov et al. 2019, arXiv 1906.10771)
 * - `norm`: L2 of the weights that make it, which knows nothing of detection; for comparison
 */
export const importanceKinds = ['effect', 'taylor', 'norm'] as const;
export type ImportanceKind = (typeof importanceKinds)[number];

export interface ChannelImportance {
  readonly importance: ReadonlyMap<number, number>;
  readonly means: ValueMeans;
}

/** @param windows [n, ...network.input.shape]; 64 to 96 are enough */
export async function measureImportance(
  network: Network,
  map: ChannelMap,
  windows: Float32Array,
  errorScale: ErrorScale,
  kind: ImportanceKind,
): Promise<ChannelImportance> {
  const size = network.input.shape.reduce((product, dim) => product * dim, 1);
  const batch = windows.length / size;
  const input = new Tensor('float32', windows, [batch, ...network.input.shape]);
  const values = summedValues(map);
  const { means, base } = await measureMeans(network, values, input, errorScale);
  const context = { network, map, values, means, base, input, errorScale };
  if (kind === 'norm') return { importance: normOf(network, map), means };
  const importance = kind === 'effect' ? await effectOf(context) : await taylorOf(context);
  return { importance, means };
}

type Scores = ReadonlyMap<string, Float32Array>;

interface Context {
  readonly network: Network;
  readonly map: ChannelMap;
  readonly values: readonly SummedValue[];
  readonly means: ValueMeans;
  readonly base: Scores;
  readonly input: Tensor;
  readonly errorScale: ErrorScale;
}

async function measureMeans(
  network: Network,
  values: readonly SummedValue[],
  input: Tensor,
  errorScale: ErrorScale,
): Promise<{ means: ValueMeans; base: Scores }> {
  const graph = buildMeansGraph(network, values, input.dims[0] ?? 1, errorScale);
  const results = await runOnce(graph, { input });
  const means = new Map(
    values.map(({ name }) => [name, Float64Array.from(floatsOf(results[`mean/${name}`]))]),
  );
  return { means, base: scoresOf(results) };
}

async function effectOf(context: Context): Promise<Map<number, number>> {
  const { network, map, values, means, base, input, errorScale } = context;
  const batch = input.dims[0] ?? 1;
  const session = await openSession(buildMaskedGraph(network, values, means, batch, errorScale));
  try {
    const importance = new Map<number, number>();
    for (const channel of map.layers.flatMap(({ channels }) => channels)) {
      const feeds: Record<string, Tensor> = { input };
      for (const { name, labels } of values) {
        const mask = Float32Array.from(labels, (label) => Number(map.channelOf(label) !== channel));
        feeds[`mask/${name}`] = new Tensor('float32', mask, [mask.length]);
      }
      const silenced = scoresOf(await session.run(feeds));
      importance.set(
        channel,
        meanShift(base, (name, i) => difference(silenced, base, name, i)),
      );
    }
    return importance;
  } finally {
    await session.release();
  }
}

const difference = (a: Scores, b: Scores, name: string, i: number): number =>
  (a.get(name)?.[i] ?? 0) - (b.get(name)?.[i] ?? 0);

async function taylorOf(context: Context): Promise<Map<number, number>> {
  const { network, map, values, means, base, input, errorScale } = context;
  const batch = input.dims[0] ?? 1;
  const results = await runOnce(buildTaylorGraph(network, values, means, batch, errorScale), {
    input,
  });
  const shifts = new Map<number, Map<string, Float64Array>>();
  for (const name of base.keys())
    for (const value of values) {
      const change = floatsOf(results[`${name}/${value.name}`]);
      value.labels.forEach((label, position) => {
        const channel = map.channelOf(label);
        if (channel < 0) return;
        const own = shifts.get(channel) ?? new Map<string, Float64Array>();
        const sum = own.get(name) ?? new Float64Array(batch);
        for (let i = 0; i < batch; i++)
          sum[i] = (sum[i] ?? 0) + (change[i * value.labels.length + position] ?? 0);
        shifts.set(channel, own.set(name, sum));
      });
    }
  return new Map(
    [...shifts].map(([channel, own]) => [
      channel,
      meanShift(base, (name, i) => own.get(name)?.[i] ?? 0),
    ]),
  );
}

/** Mean over the windows of Σ |shift of a score| / its spread. */
function meanShift(base: Scores, shift: (name: string, i: number) => number): number {
  let total = 0;
  for (const [name, scores] of base) {
    const spread = Math.max(spreadOf(scores), 1e-6);
    scores.forEach((_, i) => {
      total += Math.abs(shift(name, i)) / spread / scores.length;
    });
  }
  return total;
}

function normOf(network: Network, map: ChannelMap): Map<number, number> {
  const squares = new Map<number, number>();
  for (const { weight: name, outAxis } of map.products) {
    const weight = network.weights[name];
    const axis = map.labels.get(name)?.[outAxis];
    if (!weight || !axis) continue;
    const inner = weight.shape.slice(outAxis + 1).reduce((product, size) => product * size, 1);
    weight.data.forEach((value, at) => {
      const channel = map.channelOf(axis[Math.floor(at / inner) % axis.length] ?? -1);
      if (channel >= 0) squares.set(channel, (squares.get(channel) ?? 0) + value ** 2);
    });
  }
  return new Map([...squares].map(([channel, square]) => [channel, Math.sqrt(square)]));
}

function scoresOf(results: InferenceSession.ReturnType): Scores {
  const found = scoreNames.filter((name) => results[name]);
  return new Map(found.map((name) => [name, Float32Array.from(floatsOf(results[name]))]));
}

async function runOnce(model: Uint8Array, feeds: InferenceSession.FeedsType) {
  const session = await openSession(model);
  try {
    return await session.run(feeds);
  } finally {
    await session.release();
  }
}
