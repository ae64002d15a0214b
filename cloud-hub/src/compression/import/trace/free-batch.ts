import type { GraphBuilder } from '@lookout/shared/onnx/graph';
import { freeReshape } from './free-reshape.ts';
import { isFixed, type Size, sizesOfConstant } from './size.ts';
import { type Call, isConstant, shapeOf, type Traced, tensor } from './traced.ts';

/** A whole number past every size: "to the end", as a Slice has it. */
const toTheEnd = 2 ** 31 - 1;

/** The same node with sizes that no longer count windows. */
export function freeBatch(call: Call, g: GraphBuilder, fixedBatch: number | null): Call {
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

const withoutAllowZero = (call: Call): Call => ({ ...call, attributes: {} });

function listOf(traced: Traced): readonly Size[] | null {
  if (traced.kind === 'sizes') return traced.list.sizes;
  return isConstant(traced) ? (sizesOfConstant(traced.value)?.sizes ?? null) : null;
}
