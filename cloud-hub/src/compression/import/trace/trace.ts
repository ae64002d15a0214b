import { AS_PRIMITIVES } from '@lookout/shared/onnx/as-primitives';
import { OnnxError } from '@lookout/shared/onnx/error';
import type { GraphBuilder } from '@lookout/shared/onnx/graph';
import { broadcast } from '@lookout/shared/onnx/shape';
import { ELEMENT_TYPES, type Value } from '@lookout/shared/onnx/value';
import { ImportError } from '../import-error.ts';
import { importLimits } from '../limits.ts';
import type { SourceGraph, SourceNode } from '../source-graph.ts';
import { filledOf, makeFilled } from './filled.ts';
import { type FoldBudget, foldConstants } from './fold-constants.ts';
import { freeBatch } from './free-batch.ts';
import { noiseOf, withoutNoise } from './noise.ts';
import { dropZeroState } from './recurrent-state.ts';
import { fromSizes, sizesOf } from './sizes-of.ts';
import { type Call, isConstant, shapeOf, type Traced, tensor } from './traced.ts';
import { upgrade } from './upgrade.ts';

export interface TraceRequest {
  readonly g: GraphBuilder;
  readonly graph: SourceGraph;
  /** In order, without what nobody wants. */
  readonly nodes: readonly SourceNode[];
  /** What the model is given: its input, and noise. */
  readonly given: ReadonlyMap<string, Traced>;
  /** The input, [batch, ...]: where sizes that count windows come from. */
  readonly input: Value;
  /** The batch that the file was exported for, null where it left it open. */
  readonly fixedBatch: number | null;
}

/**
 * Writes the model anew, node by node, into `g`: in opset 18, with constants worked out, the batch left
 * open and z = μ. Names of the source → what became of them.
 * @throws ImportError, naming the node
 */
export async function traceModel(request: TraceRequest): Promise<ReadonlyMap<string, Traced>> {
  const known = new Map<string, Traced>(request.given);
  for (const [name, value] of request.graph.constants) known.set(name, tensor(value));
  const folding = { leftBytes: importLimits.fileBytes };
  for (const node of request.nodes) {
    const inputs = node.inputs.map((name) => (name === '' ? null : (known.get(name) ?? null)));
    try {
      const call = {
        op: node.op,
        inputs,
        attributes: node.attributes,
        outputs: node.outputs.length,
      };
      const outputs = await traceCall(call, node.outputs, request, folding);
      outputs.forEach((traced, i) => {
        const name = node.outputs[i] ?? '';
        if (name !== '') known.set(name, traced);
      });
    } catch (error) {
      throw explain(error, node);
    }
  }
  return known;
}

async function traceCall(
  given: Call,
  names: readonly string[],
  request: TraceRequest,
  folding: FoldBudget,
): Promise<readonly Traced[]> {
  const { g, graph, fixedBatch } = request;
  const noise = noiseOf(given, fixedBatch);
  if (noise) return [noise];
  const call = dropZeroState(upgrade(given, g, graph.opset));
  const calm = withoutNoise(call);
  if (calm) return ['negated' in calm ? tensor(g.neg(computed(calm.negated, request))) : calm];
  const [first] = call.inputs;
  if (first && isSame(call, first)) return [first];
  const sizes = sizesOf(call);
  if (sizes) return [fromSizes(sizes, g)];
  const filled = filledOf(call);
  if (filled) return [filled];
  const free = freeBatch(call, g, fixedBatch);
  if (free.inputs.every((input) => input === null || isConstant(input)) && free.inputs.length > 0)
    return (await foldConstants(free, folding)).map((value, i) =>
      tensor({ ...value, name: names[i] ?? value.name }),
    );
  const inputs = free.inputs.map((input) => input && operand(input, free, request));
  const primitives = Object.hasOwn(AS_PRIMITIVES, free.op) ? AS_PRIMITIVES[free.op] : undefined;
  if (primitives) return [tensor(primitives(g, inputs, free.attributes))];
  return g.ops(free.op, inputs, free.attributes, free.outputs).map(tensor);
}

/** Nodes that change nothing when windows are scored. */
function isSame({ op, attributes }: Call, first: Traced): boolean {
  if (op === 'Identity' || op === 'Dropout') return true;
  const { to } = attributes;
  if (op !== 'Cast' || first.kind !== 'tensor') return op === 'Cast' && first.kind !== 'tensor';
  return to?.kind === 'int' && to.value === ELEMENT_TYPES[first.value.type].code;
}

const broadcasting = new Set([
  ...['Add', 'Sub', 'Mul', 'Div', 'Pow', 'Min', 'Max', 'Where', 'Equal', 'Less', 'Greater'],
  ...['LessOrEqual', 'GreaterOrEqual', 'PRelu', 'Sum', 'Mean'],
]);

/** A filled shape among others that count windows need not be made: one number does. */
function operand(input: Traced, call: Call, request: TraceRequest): Value {
  if (input.kind !== 'filled' || !broadcasting.has(call.op)) return computed(input, request);
  const others = call.inputs.flatMap((one) => (one && one !== input ? [shapeOf(one)] : []));
  const without = others.length > 0 ? others.reduce(broadcast) : [];
  return broadcast(without, input.shape).join() === without.join()
    ? request.g.scalar(input.fill)
    : computed(input, request);
}

function computed(traced: Traced, { g, input }: TraceRequest): Value {
  if (traced.kind === 'tensor') return traced.value;
  if (traced.kind === 'filled') return makeFilled(g, input, traced.fill, traced.shape);
  throw new ImportError(
    'batch',
    'it computes with the number of windows in the batch, so that windows would not be scored by themselves',
  );
}

function explain(error: unknown, { op, outputs }: SourceNode): unknown {
  const where = `operator ${op} (it makes "${outputs[0] ?? ''}")`;
  if (error instanceof ImportError)
    return new ImportError(error.code, `${where}: ${error.message}`);
  if (!(error instanceof OnnxError)) return error;
  const code =
    error.code === 'too_large' || error.code === 'malformed' ? error.code : 'unsupported';
  const remedy =
    code === 'unsupported' ? '; shared/src/onnx/OPERATORS.md lists what can be brought in' : '';
  return new ImportError(code, `${where}: ${error.message}${remedy}`);
}
