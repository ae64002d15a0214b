import type { Inputs } from './operands.ts';
import { elementCount, type Shape, type Value } from './value.ts';

/**
 * Multiply-accumulates of a node: where an inference spends its time. Operators without a sum of
 * products count one per output element.
 */
export function macsOf(op: string, inputs: Inputs, outputs: readonly Value[]): number {
  const produced = outputs.reduce((sum, { shape }) => sum + (elementCount(shape) ?? 0), 0);
  const [x, weight] = inputs;
  if (!x || !weight) return produced;
  switch (op) {
    case 'MatMul':
    case 'Gemm':
      return produced * sharedSize(x.shape, weight.shape, outputs[0]?.shape ?? []);
    case 'Conv': // weight [out, in/group, *kernel]
      return produced * product(weight.shape.slice(1));
    case 'ConvTranspose': // weight [in, out/group, *kernel]: every input element is spread
      return product(x.shape) * product(weight.shape.slice(1));
    default:
      return produced;
  }
}

/** k of [m, k] · [k, n] = [m, n], whichever operand is transposed: √(mk · kn / mn). */
function sharedSize(a: Shape, b: Shape, y: Shape): number {
  const last = (shape: Shape) => product(shape.slice(-2));
  return Math.round(Math.sqrt((last(a) * last(b)) / Math.max(1, last(y))));
}

function product(shape: Shape): number {
  return elementCount(shape) ?? 0;
}
