import { largestRun } from '@lookout/shared/detector/run-limit';
import { checkModel } from '@lookout/shared/onnx/check';
import { OnnxError } from '@lookout/shared/onnx/error';
import { GraphBuilder } from '@lookout/shared/onnx/graph';
import { appendNetwork, type Network } from '@lookout/shared/onnx/network';
import { type Dim, showShape, type Value } from '@lookout/shared/onnx/value';
import { findOutputs, type ModelOutput } from './find-outputs.ts';
import { foldBatchNorms } from './fold-batch-norm.ts';
import { ImportError } from './import-error.ts';
import { type ResolvedLayout, resolveLayout, toModel } from './layout.ts';
import { importLimits } from './limits.ts';
import { readModelFile } from './model-file.ts';
import { nameOutputs } from './name-outputs.ts';
import { isNoiseInput } from './noise-input.ts';
import { orderNodes } from './order-nodes.ts';
import { plainLinears } from './plain-linear.ts';
import { readOff } from './read-off.ts';
import { requireIndependent } from './require-independent.ts';
import { type SourceGraph, sourceGraph } from './source-graph.ts';
import type { Layout, OutputNames } from './terms.ts';
import { traceModel } from './trace/trace.ts';
import { shapeOf, type Traced, tensor } from './trace/traced.ts';

export interface ImportRequest {
  /** Channels of the data; null for images, and where there is no data yet. */
  readonly channels?: number | null;
  /** Rows of a window, for a model that leaves them open. */
  readonly windowLength?: number | null;
  readonly layout?: Layout | null;
  /** Where their names and shapes do not tell. */
  readonly outputs?: OutputNames;
}

export interface ImportedModel {
  /** Takes [windowLength, channels], or [colours, height, width]. */
  readonly network: Network;
  readonly layout: Layout;
  /** Names in the file of what the network gives. */
  readonly outputs: OutputNames;
}

/**
 * An ONNX file as a network: constants worked out, the batch open, z = μ, in opset 18.
 * @throws ImportError, OnnxError; each message names the thing and the remedy
 */
export async function importModel(
  path: string,
  request: ImportRequest = {},
): Promise<ImportedModel> {
  const graph = sourceGraph(await readModelFile(path));
  const source = modelInput(graph);
  const [batch, ...shape] = source.shape;
  const layout = resolveLayout({
    shape,
    channels: request.channels ?? null,
    windowLength: request.windowLength ?? null,
    layout: request.layout ?? null,
  });
  const g = new GraphBuilder();
  const window = g.input('window', 'float32', ['batch', ...layout.shape]);
  const input = toModel(g, window, layout);
  const asked = request.outputs ?? {};
  const wanted = [...new Set([...graph.outputs, ...Object.values(asked)])];
  requireNamed(graph, Object.values(asked));
  const known = await traceModel({
    g,
    graph,
    nodes: orderNodes(graph, wanted),
    given: givenValues(graph, source, input),
    input,
    fixedBatch: fixedBatchOf(batch),
  });
  const outputs = findOutputs(
    graph.outputs.map((name) => outputOf(known, name)),
    layout.shape.reduce((product, size) => product * size, 1),
    asked,
    layout.layout === 'image',
  );
  const read = (_: string, name: string) => tensorOf(known, name);
  const results = nameOutputs(g, outputs, read, layout);
  const network = foldBatchNorms(plainLinears(readOff(g.nodes, window, results)));
  requireBudget(network, layout);
  await requireIndependent(network);
  return { network, layout: layout.layout, outputs };
}

const fixedBatchOf = (batch: Dim | undefined): number | null =>
  typeof batch === 'number' ? batch : null;

/** The one input that is no noise. */
function modelInput({ inputs }: SourceGraph): Value {
  const own = inputs.filter((input) => !isNoiseInput(input, inputs));
  const [first, second] = own;
  if (first && !second && first.type === 'float32' && first.shape.length >= 2) return first;
  const shown = inputs.map(({ name, type, shape }) => `"${name}" ${type} ${showShape(shape)}`);
  throw new ImportError(
    'layout',
    `the model takes ${shown.join(', ') || 'nothing'}: it must take one float tensor of windows, ` +
      '[batch, rows, channels] or alike (and may take noise, named eps, epsilon or noise)',
  );
}

function givenValues(
  { inputs }: SourceGraph,
  source: Value,
  input: Value,
): ReadonlyMap<string, Traced> {
  return new Map(
    inputs.map(({ name, shape }): [string, Traced] => {
      if (name === source.name) return [name, tensor(input)];
      return [name, { kind: 'noise', shape: ['batch', ...shape.slice(1)] }];
    }),
  );
}

function requireNamed(graph: SourceGraph, names: readonly string[]): void {
  const there = new Set(graph.nodes.flatMap((node) => node.outputs));
  for (const name of names) {
    if (there.has(name)) continue;
    throw new ImportError(
      'outputs',
      `the model has no output "${name}"; it has ${graph.outputs.map((one) => `"${one}"`).join(', ')}`,
    );
  }
}

function outputOf(known: ReadonlyMap<string, Traced>, name: string): ModelOutput {
  const traced = known.get(name);
  return { name, shape: traced ? shapeOf(traced) : [] };
}

function tensorOf(known: ReadonlyMap<string, Traced>, name: string): Value {
  const traced = known.get(name);
  if (traced?.kind === 'tensor' && traced.value.data === undefined) return traced.value;
  const what = traced?.kind === 'noise' ? 'nothing but noise' : 'the same for every window';
  throw new ImportError('outputs', `output "${name}" is ${what}: name another with --outputs`);
}

function requireBudget(network: Network, { shape }: ResolvedLayout): void {
  const g = new GraphBuilder();
  const results = appendNetwork(g, network, g.input('window', 'float32', ['batch', ...shape]));
  for (const [name, value] of Object.entries(results)) g.output(value, name);
  try {
    checkModel(g.build('lookout-imported'), { ...importLimits, batch: batchOf(shape) });
  } catch (error) {
    if (!(error instanceof OnnxError) || error.code !== 'too_large') throw error;
    throw new ImportError('too_large', `${error.message}; make the network smaller`);
  }
}

/** So many windows are counted in a run: of frames as many as it may be given. */
function batchOf([channels = 1, height = 1, width]: readonly number[]): number {
  if (width === undefined) return importLimits.batch;
  const most = largestRun({ kind: 'image', channels, height, width });
  return Math.min(importLimits.batch, most);
}
