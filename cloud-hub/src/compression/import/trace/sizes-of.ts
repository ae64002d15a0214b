import type { GraphBuilder } from '@lookout/shared/onnx/graph';
import { isFixed, type SizeList, sizeOfDim, sizesOfConstant } from './size.ts';
import { evaluateSizes } from './size-arithmetic.ts';
import { type Call, isConstant, shapeOf, type Traced, tensor } from './traced.ts';

/** Sizes that count windows, or Shape of what counts them. */
export function sizesOf(call: Call): SizeList | null {
  const [x] = call.inputs;
  if (x && call.op === 'Shape') return shapeList(call, x);
  // ReduceProd is none of the operators that a network may hold, so it is worked out here or nowhere.
  const counts = call.op === 'ReduceProd' || call.inputs.some((input) => input?.kind === 'sizes');
  if (!counts) return null;
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
export function fromSizes(list: SizeList, g: GraphBuilder): Traced {
  const numbers = list.sizes.filter(isFixed);
  if (numbers.length < list.sizes.length) return { kind: 'sizes', list };
  if (list.shape.length === 1 && numbers.every(Number.isInteger)) return tensor(g.int64s(numbers));
  if (numbers.every(Number.isInteger))
    return tensor(g.constant(BigInt64Array.from(numbers, BigInt), list.shape));
  return tensor(g.constant(Float32Array.from(numbers), list.shape));
}
