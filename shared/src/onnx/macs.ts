import { type Attributes, intsAttribute, stringAttribute } from './attribute.ts';
import type { Inputs } from './operands.ts';
import { elementCount, type Shape, type Value } from './value.ts';

/** Passes over the input that a normalization or a soft maximum takes. */
const PASSES: Readonly<Record<string, number>> = {
  BatchNormalization: 2,
  GroupNormalization: 4,
  InstanceNormalization: 4,
  LayerNormalization: 4,
  LogSoftmax: 3,
  Softmax: 3,
};

/** Sources that one element of an interpolation is mixed from, per axis that is stretched. */
const SOURCES: Readonly<Record<string, number>> = { nearest: 1, linear: 2, cubic: 4 };

interface Operation {
  readonly op: string;
  readonly attributes: Attributes;
}

/**
 * Multiply-accumulates of a node: where an inference spends its time. Operators without a sum of
 * products count one per element, of the output or, where they gather many into one, of the input.
 */
export function macsOf(
  { op, attributes }: Operation,
  inputs: Inputs,
  outputs: readonly Value[],
): number {
  const produced = outputs.reduce((sum, { shape }) => sum + product(shape), 0);
  const [x, weight, recurrence] = inputs;
  if (!x) return produced;
  const read = product(x.shape);
  switch (op) {
    case 'MatMul':
    case 'Gemm':
      return produced * sharedSize(x.shape, sizeOf(weight), outputs[0]?.shape ?? []);
    case 'Conv': // weight [out, in/group, *kernel]
      return produced * product(sizeOf(weight).slice(1));
    case 'ConvTranspose': // weight [in, out/group, *kernel]: every input element is spread
      return read * product(sizeOf(weight).slice(1));
    case 'AveragePool':
    case 'MaxPool':
      return produced * product(intsAttribute(attributes, 'kernel_shape') ?? []);
    case 'GRU':
    case 'LSTM':
    case 'RNN': // W [directions, gates·hidden, in], R [directions, gates·hidden, hidden], at every step
      return product(x.shape.slice(0, 2)) * (product(sizeOf(weight)) + product(sizeOf(recurrence)));
    case 'Resize':
      return (
        produced *
        (SOURCES[stringAttribute(attributes, 'mode') ?? ''] ?? 1) ** stretched(x, outputs)
      );
    default:
      return Math.max(produced, gathers(op) ? read : 0) * (PASSES[op] ?? 1);
  }
}

/** Many elements of the input go into one of the output. */
function gathers(op: string): boolean {
  return op.startsWith('Reduce') || op.startsWith('Arg') || op.startsWith('Global');
}

function stretched({ shape }: Value, outputs: readonly Value[]): number {
  return shape.filter((dim, i) => dim !== outputs[0]?.shape[i]).length;
}

/** k of [m, k] · [k, n] = [m, n], whichever operand is transposed: √(mk · kn / mn). */
function sharedSize(a: Shape, b: Shape, y: Shape): number {
  const last = (shape: Shape) => product(shape.slice(-2));
  return Math.round(Math.sqrt((last(a) * last(b)) / Math.max(1, last(y))));
}

function sizeOf(value: Value | null | undefined): Shape {
  return value?.shape ?? [];
}

function product(shape: Shape): number {
  return elementCount(shape) ?? 0;
}
