import type { Attributes } from '@lookout/shared/onnx/attribute';
import { checkModel } from '@lookout/shared/onnx/check';
import { GraphBuilder } from '@lookout/shared/onnx/graph';
import type { TensorData, Value } from '@lookout/shared/onnx/value';
import type { Tensor } from 'onnxruntime-node';
import { openSession } from '../../session.ts';
import { ImportError } from '../import-error.ts';
import { importLimits } from '../limits.ts';

/** What a node of constants computes: the runtime's own kernels say, within the same limits as a model. */
export async function foldConstants(
  op: string,
  inputs: readonly (Value | null)[],
  attributes: Attributes,
  count: number,
): Promise<Value[]> {
  const g = new GraphBuilder();
  const given = inputs.map((value) =>
    value?.data ? g.constant(value.data, value.shape, undefined, value.type) : null,
  );
  const made = g.ops(op, given, attributes, count);
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
