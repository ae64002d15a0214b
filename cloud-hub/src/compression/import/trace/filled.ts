import { tensorAttribute } from '@lookout/shared/onnx/attribute';
import type { GraphBuilder } from '@lookout/shared/onnx/graph';
import type { Shape, Value } from '@lookout/shared/onnx/value';
import { ImportError } from '../import-error.ts';
import { widen } from '../widen.ts';
import { isFixed, type Size } from './size.ts';
import { batchDim, type Call, isConstant, type Traced } from './traced.ts';

/** ConstantOfShape and Expand of one number, over a shape that counts windows; null for anything else. */
export function filledOf(call: Call): Traced | null {
  const sizes = call.inputs[call.op === 'Expand' ? 1 : 0];
  if (sizes?.kind !== 'sizes') return null;
  const shape = sizes.list.sizes.map(dimOf);
  if (call.op === 'ConstantOfShape') {
    const value = tensorAttribute(call.attributes, 'value');
    return { kind: 'filled', fill: value ? Number(widen(value).data?.[0] ?? 0) : 0, shape };
  }
  const [x] = call.inputs;
  if (call.op !== 'Expand' || !x || !isConstant(x)) return null;
  const [fill = 0] = x.value.data;
  const even = Array.from<number | bigint, number>(x.value.data, Number).every(
    (one) => one === Number(fill),
  );
  return even ? { kind: 'filled', fill: Number(fill), shape } : null;
}

function dimOf(size: Size) {
  if (isFixed(size)) return size;
  return size.perBatch === 1 ? batchDim : `${batchDim}*${size.perBatch}`;
}

/**
 * The filled tensor itself, where an operator does not broadcast: 0 for every window, made of the input
 * (whose values are bounded, so that 0 times them is 0), stretched over the other sizes.
 */
export function makeFilled(g: GraphBuilder, input: Value, fill: number, shape: Shape): Value {
  const at = shape.indexOf(batchDim);
  const sizes = shape.map((dim, i) => (i === at ? 1 : Number(dim)));
  if (at < 0 || sizes.some(Number.isNaN))
    throw new ImportError(
      'batch',
      `a constant over [${shape.join(', ')}] counts windows in a way that cannot be followed`,
    );
  const others = input.shape.map((_, i) => i).slice(1);
  const zeros = g.mul(g.reduceSum(input, others), 0); // [batch]
  const placed = g.reshape(
    zeros,
    sizes.map((_, i) => (i === at ? -1 : 1)),
  );
  return g.expand(g.add(placed, fill), sizes);
}
