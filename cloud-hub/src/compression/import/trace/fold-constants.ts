import { checkModel } from '@lookout/shared/onnx/check';
import { GraphBuilder } from '@lookout/shared/onnx/graph';
import {
  ELEMENT_TYPES,
  elementCount,
  type TensorData,
  type Value,
} from '@lookout/shared/onnx/value';
import type { Tensor } from 'onnxruntime-node';
import { openSession } from '../../session.ts';
import { ImportError } from '../import-error.ts';
import { importLimits } from '../limits.ts';
import { type Call, isConstant } from './traced.ts';

/** What all that is worked out may still take: many small nodes could ask for as much as one large one. */
export interface FoldBudget {
  leftBytes: number;
}

/**
 * What a node of constants computes: the runtime's own kernels say, within the same limits as a model.
 * @throws ImportError `too_large` before anything is computed; OnnxError
 */
export async function foldConstants(
  { op, inputs, attributes, outputs }: Call,
  budget: FoldBudget,
): Promise<Value[]> {
  const g = new GraphBuilder();
  const given = inputs.map((input) =>
    isConstant(input)
      ? g.constant(input.value.data, input.value.shape, undefined, input.value.type)
      : null,
  );
  const made = g.ops(op, given, attributes, outputs);
  budget.leftBytes -= made.reduce((sum, value) => sum + bytesOf(value), 0);
  if (budget.leftBytes < 0)
    throw new ImportError(
      'too_large',
      'the constants that it makes are more than a model may hold: keep them out of the file',
    );
  made.forEach((value, i) => {
    g.output(value, `folded${i}`);
  });
  const model = g.build('lookout-fold');
  checkModel(model, importLimits);
  const session = await openSession(model);
  try {
    const results = await session.run({});
    return made.map(({ name, type }, i) => {
      const result = results[`folded${i}`];
      if (!result) throw new ImportError('unsupported', `operator ${op} returned nothing`);
      return { name, type, shape: [...result.dims], data: dataOf(op, result) };
    });
  } finally {
    await session.release();
  }
}

/** A copy: the runtime's buffer goes with the session. */
function dataOf(op: string, { data }: Tensor): TensorData {
  if (data instanceof Float32Array) return Float32Array.from(data);
  if (data instanceof BigInt64Array) return BigInt64Array.from(data);
  if (data instanceof Uint8Array) return Uint8Array.from(data);
  if (data instanceof Int8Array) return Int8Array.from(data);
  throw new ImportError(
    'unsupported',
    `operator ${op} of constants gives an element type that Lookout does not know`,
  );
}

const bytesOf = ({ type, shape }: Value): number =>
  (elementCount(shape) ?? 0) * ELEMENT_TYPES[type].bytes;
