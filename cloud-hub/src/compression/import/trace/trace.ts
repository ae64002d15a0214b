import { AS_PRIMITIVES } from '@lookout/shared/onnx/as-primitives';
import type { Attributes } from '@lookout/shared/onnx/attribute';
import { OnnxError } from '@lookout/shared/onnx/error';
import type { GraphBuilder } from '@lookout/shared/onnx/graph';
import { broadcast } from '@lookout/shared/onnx/shape';
import type { Value } from '@lookout/shared/onnx/value';
import { ImportError } from '../import-error.ts';
import type { SourceGraph, SourceNode } from '../source-graph.ts';
import { filledOf, makeFilled } from './filled.ts';
import { foldConstants } from './fold-constants.ts';
import { freeReshape } from './free-reshape.ts';
import { noiseOf, withoutNoise } from './noise.ts';
import { dropZeroState } from './recurrent-state.ts';
import { isFixed, type Size, type SizeList, sizeOfDim, sizesOfConstant } from './size.ts';
import { evaluateSizes } from './size-arithmetic.ts';
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

/** A whole number past every size: "to the end", as a Slice has it. */
const toTheEnd = 2 ** 31 - 1;

/**
 * Writes the model anew, node by node, into `g`: in opset 18, with constants worked out, the batch left
 * open and z = μ. Names of the source → what became of them.
 * @throws ImportError, naming the node
 */
export async function traceModel(request: TraceRequest): Promise<ReadonlyMap<string, Traced>> {
  const known = new Map<string, Traced>(request.given);
  for (const [name, value] of request.graph.constants) known.set(name, tensor(value));
  for (const node of request.nodes) {
    const inputs = node.inputs.map((name) => (name === '' ? null : (known.get(name) ?? null)));
    try {
      const call = {
        op: node.op,
        inputs,
        attributes: node.attributes,
        outputs: node.outputs.length,
      };
      const outputs = await traceCall(call, node.outputs, request);
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
  const free = freed(call, request);
  if (free.inputs.every((input) => input === null || isConstant(input)) && free.inputs.length > 0)
    return (await folded(free)).map((value, i) =>
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
  return to?.kind === 'int' && to.value === codeOf(first.value);
}

const codes = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
};
const codeOf = ({ type }: Value): number => codes[type];

/** Sizes that count windows, or Shape of what counts them. */
function sizesOf(call: Call): SizeList | null {
  const [x] = call.inputs;
  if (x && call.op === 'Shape') return shapeList(call, x);
  if (!call.inputs.some((input) => input?.kind === 'sizes')) return null;
  const lists = call.inputs.map((input) => {
    if (input === null) return null;
    if (input.kind === 'sizes') return input.list;
    return isConstant(input) ? sizesOfConstant(input.value) : null;
  });
  if (lists.some((list, i) => list === null && call.inputs[i] !== null)) return null;
  return evaluateSizes(call.op, lists, call.attributes);
}

function shapeList({ attributes }: Call, x: Traced): SizeList | null {
  const { start, end } = attributes;
  const dims = shapeOf(x).slice(
    start?.kind === 'int' ? start.value : 0,
    end?.kind === 'int' ? end.value : undefined,
  );
  const sizes = dims.map(sizeOfDim).filter((size) => size !== null);
  return sizes.length === dims.length ? { shape: [sizes.length], sizes } : null;
}

/** A list of plain numbers is a constant like any other. */
function fromSizes(list: SizeList, g: GraphBuilder): Traced {
  const numbers = list.sizes.filter(isFixed);
  if (numbers.length < list.sizes.length) return { kind: 'sizes', list };
  if (list.shape.length === 1 && numbers.every(Number.isInteger)) return tensor(g.int64s(numbers));
  if (numbers.every(Number.isInteger))
    return tensor(g.constant(BigInt64Array.from(numbers, BigInt), list.shape));
  return tensor(g.constant(Float32Array.from(numbers), list.shape));
}

/** The same node with sizes that no longer count windows. */
function freed(call: Call, { g, fixedBatch }: TraceRequest): Call {
  const [x, sizes] = call.inputs;
  if (!x || isConstant(x)) return call;
  const withSizes = (list: readonly number[], at = 1): Call => ({
    ...call,
    inputs: call.inputs.map((input, i) => (i === at ? tensor(g.int64s(list)) : input)),
  });
  if (call.op === 'Reshape' && sizes) {
    const target = listOf(sizes);
    const free = target && freeReshape(target, shapeOf(x), fixedBatch);
    return free ? withoutAllowZero(withSizes(free)) : call;
  }
  // A 1 keeps what is there, and windows are there already.
  if (call.op === 'Expand' && sizes) {
    const target = listOf(sizes);
    const atBatch = (i: number) =>
      typeof shapeOf(x)[i - (target?.length ?? 0) + shapeOf(x).length] === 'string';
    return target
      ? withSizes(
          target.map((size, i) =>
            !isFixed(size) || (atBatch(i) && size === fixedBatch) ? 1 : size,
          ),
        )
      : call;
  }
  const ends = call.inputs[2];
  if (call.op === 'Slice' && ends?.kind === 'sizes')
    return withSizes(
      ends.list.sizes.map((size) => (isFixed(size) ? size : toTheEnd)),
      2,
    );
  return call;
}

const withoutAllowZero = (call: Call): Call => ({ ...call, attributes: {} satisfies Attributes });

function listOf(traced: Traced): readonly Size[] | null {
  if (traced.kind === 'sizes') return traced.list.sizes;
  return isConstant(traced) ? (sizesOfConstant(traced.value)?.sizes ?? null) : null;
}

function folded({ op, inputs, attributes, outputs }: Call): Promise<Value[]> {
  const values = inputs.map((input) => (input?.kind === 'tensor' ? input.value : null));
  return foldConstants(op, values, attributes, outputs);
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
