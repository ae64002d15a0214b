import { readTensor } from '@lookout/shared/onnx/read-tensor';
import type { Value } from '@lookout/shared/onnx/value';
import type { AttributeProto, NodeProto } from 'onnx-buf';
import { ImportError } from './import-error.ts';

/** What a Constant node holds, in any of its forms (opset 12: single numbers and lists too). */
export function constantOf({ output, attribute }: NodeProto): Value {
  const [name = ''] = output;
  const [held] = attribute;
  const value = held ? read(name, held) : null;
  if (value) return value;
  throw new ImportError('unsupported', `the Constant "${name}" holds neither tensor nor numbers`);
}

function read(name: string, held: AttributeProto): Value | null {
  switch (held.name) {
    case 'value':
      return held.t ? readTensor(held.t, name) : null;
    case 'value_float':
      return { name, type: 'float32', shape: [], data: Float32Array.of(held.f) };
    case 'value_floats':
      return floats(name, held.floats);
    case 'value_int':
      return { name, type: 'int64', shape: [], data: BigInt64Array.of(held.i) };
    case 'value_ints':
      return {
        name,
        type: 'int64',
        shape: [held.ints.length],
        data: BigInt64Array.from(held.ints),
      };
    default:
      return null;
  }
}

const floats = (name: string, numbers: readonly number[]): Value => ({
  name,
  type: 'float32',
  shape: [numbers.length],
  data: Float32Array.from(numbers),
});
