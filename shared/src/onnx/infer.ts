import type { Attributes } from './attribute.ts';
import { OnnxError } from './error.ts';
import { INFER_CONV } from './infer-conv.ts';
import { INFER_ELEMENTWISE } from './infer-elementwise.ts';
import { INFER_LINEAR } from './infer-linear.ts';
import { INFER_NORM } from './infer-norm.ts';
import { INFER_RANDOM } from './infer-random.ts';
import { INFER_RECURRENT } from './infer-recurrent.ts';
import { INFER_REDUCE } from './infer-reduce.ts';
import { INFER_RESIZE } from './infer-resize.ts';
import { INFER_SHAPE } from './infer-shape.ts';
import { INFER_SIZES } from './infer-sizes.ts';
import type { Infer, Inferred, Inputs } from './operands.ts';
import { showShape } from './value.ts';

/** What every operator that Lookout builds or accepts returns (table: OPERATORS.md). */
export const INFER: Readonly<Record<string, Infer>> = {
  ...INFER_CONV,
  ...INFER_ELEMENTWISE,
  ...INFER_LINEAR,
  ...INFER_NORM,
  ...INFER_RANDOM,
  ...INFER_RECURRENT,
  ...INFER_REDUCE,
  ...INFER_RESIZE,
  ...INFER_SHAPE,
  ...INFER_SIZES,
};

/**
 * Types and shapes of a node's outputs, every size a count or a name.
 * @param count outputs that the node names, where that is known
 * @throws OnnxError 'unsupported' for an operator outside the table, 'shape', 'structure'
 */
export function inferOutputs(
  op: string,
  inputs: Inputs,
  attributes: Attributes,
  count?: number,
): readonly Inferred[] {
  const infer = Object.hasOwn(INFER, op) ? INFER[op] : undefined;
  if (!infer) throw new OnnxError('unsupported', `operator ${op} is not one that Lookout runs`);
  const outputs = infer(inputs, attributes, count);
  for (const { shape } of outputs) {
    // Below 0, one output would pay for the memory of another.
    if (shape.every((dim) => typeof dim === 'string' || (Number.isSafeInteger(dim) && dim >= 0))) {
      continue;
    }
    throw new OnnxError('shape', `${op} of these sizes would return ${showShape(shape)}`);
  }
  return outputs;
}
