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
  const inputs = inputsOf(network, map, windows);
  const values = summedValues(map);
  const { means, base } = await measureMeans(network, values, inputs, errorScale);
  const context = { network, map, values, means, base, inputs, errorScale };
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
  readonly inputs: readonly Tensor[];
  readonly errorScale: ErrorScale;
}

/** About so much memory is held by a run's values. */
const runBytes = 256 * 1024 ** 2;

/** All windows in one input, or in several of equal size where an image would fill the memory. */
function inputsOf({ input }: Network, { shapes }: ChannelMap, windows: Float32Array): Tensor[] {
  const size = input.shape.reduce((product, dim) => product * dim, 1);
  const count = windows.length / size;
  const bytes = [...shapes.values()]
    .filter(([batch]) => batch === 'batch')
    .reduce((sum, [, ...dims]) => sum + 4 * dims.reduce<number>((p, dim) => p * Number(dim), 1), 0);
  let parts = Math.max(1, Math.ceil((count * bytes) / runBytes));
  while (parts < count && count % parts !== 0) parts += 1;
  const each = parts < count ? count / parts : 1;
  return Array.from({ length: count / each }, (_, i) => {
    const part = windows.subarray(i * each * size, (i + 1) * each * size);
    return new Tensor('float32', part, [each, ...input.shape]);
  });
}

const batchOf = ([first]: readonly Tensor[]): number => first?.dims[0] ?? 1;

async function measureMeans(
  network: Network,
  values: readonly SummedValue[],
  inputs: readonly Tensor[],
  errorScale: ErrorScale,
): Promise<{ means: ValueMeans; base: Scores }> {
  const graph = buildMeansGraph(network, values, batchOf(inputs), errorScale);
  const means = new Map(
    values.map(({ name, labels }) => [name, new Float64Array(labels.length)] as const),
  );
  const parts: Scores[] = [];
  await runEach(graph, inputs, (results) => {
    parts.push(scoresOf(results));
    for (const [name, mean] of means)
      floatsOf(results[`mean/${name}`]).forEach((value, i) => {
        mean[i] = (mean[i] ?? 0) + value / inputs.length;
      });
  });
  return { means, base: joined(parts) };
}

async function effectOf(context: Context): Promise<Map<number, number>> {
  const { network, map, values, means, base, inputs, errorScale } = context;
  const graph = buildMaskedGraph(network, values, means, batchOf(inputs), errorScale);
  const session = await openSession(graph);
  try {
    const importance = new Map<number, number>();
    for (const channel of map.layers.flatMap(({ channels }) => channels)) {
      const masks: Record<string, Tensor> = {};
      for (const { name, labels } of values) {
        const mask = Float32Array.from(labels, (label) => Number(map.channelOf(label) !== channel));
        masks[`mask/${name}`] = new Tensor('float32', mask, [mask.length]);
      }
      const parts: Scores[] = [];
      for (const input of inputs) parts.push(scoresOf(await session.run({ ...masks, input })));
      const silenced = joined(parts);
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
  const { network, map, values, means, base, inputs, errorScale } = context;
  const batch = batchOf(inputs);
  const graph = buildTaylorGraph(network, values, means, batch, errorScale);
  const shifts = new Map<number, Map<string, Float64Array>>();
  await runEach(graph, inputs, (results, part) => {
    for (const name of base.keys())
      for (const value of values) {
        const change = floatsOf(results[`${name}/${value.name}`]);
        value.labels.forEach((label, position) => {
          const channel = map.channelOf(label);
          if (channel < 0) return;
          const own = shifts.get(channel) ?? new Map<string, Float64Array>();
          const sum = own.get(name) ?? new Float64Array(batch * inputs.length);
          for (let i = 0; i < batch; i++) {
            const at = part * batch + i;
            sum[at] = (sum[at] ?? 0) + (change[i * value.labels.length + position] ?? 0);
          }
          shifts.set(channel, own.set(name, sum));
        });
      }
  });
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

function joined(parts: readonly Scores[]): Scores {
  const names = [...(parts[0]?.keys() ?? [])];
  return new Map(
    names.map((name) => [
      name,
      Float32Array.from(parts.flatMap((part) => [...(part.get(name) ?? [])])),
    ]),
  );
}

async function runEach(
  model: Uint8Array,
  inputs: readonly Tensor[],
  see: (results: InferenceSession.ReturnType, part: number) => void,
): Promise<void> {
  const session = await openSession(model);
  try {
    for (const [part, input] of inputs.entries()) see(await session.run({ input }), part);
  } finally {
    await session.release();
  }
}
