import type { TensorData, Value } from '@lookout/shared/onnx/value';
import { fromHalf } from './half.ts';
import { ImportError } from './import-error.ts';

/** The types that an imported network computes with. */
export type WorkingType = 'float32' | 'int64' | 'bool' | 'uint8' | 'int8';

const working = {
  float32: 'float32',
  float64: 'float32',
  float16: 'float32',
  int64: 'int64',
  int32: 'int64',
  bool: 'bool',
  uint8: 'uint8',
  int8: 'int8',
} as const satisfies Record<Value['type'], WorkingType>;

/** All floats become float32, so that weights can be trained; all sizes int64, as opset 18 takes them. */
export const workingType = (type: Value['type']): WorkingType => working[type];

/** @throws ImportError `not_finite` for NaN, and for a double beyond float32 */
export function widen({ name, type, shape, data }: Value): Value {
  if (!data) throw new ImportError('malformed', `"${name}" holds no numbers`);
  const wide = widened(type, data);
  if (wide instanceof Float32Array) requireNumbers(name, data, wide);
  return { name, type: workingType(type), shape, data: wide };
}

function widened(type: Value['type'], data: TensorData): TensorData {
  if (type === 'float16') return Float32Array.from(numbersOf(data), fromHalf);
  if (type === 'float64') return Float32Array.from(numbersOf(data));
  return type === 'int32' ? BigInt64Array.from(numbersOf(data), BigInt) : data;
}

export const numbersOf = (data: TensorData): number[] =>
  Array.from<number | bigint, number>(data, Number);

/** Infinity itself may be meant, as in a mask; a double that only float32 takes for it is not. */
function requireNumbers(name: string, given: TensorData, wide: Float32Array): void {
  const double = given instanceof Float64Array ? given : null;
  const bad = wide.findIndex(
    (value, i) =>
      Number.isNaN(value) || (!Number.isFinite(value) && Number.isFinite(double?.[i] ?? value)),
  );
  if (bad < 0) return;
  const what = Number.isNaN(wide[bad]) ? 'NaN' : 'too large for float32';
  throw new ImportError(
    'not_finite',
    `number ${bad + 1} of the weights "${name}" is ${what}: the training had diverged, or the file is ` +
      'damaged; export a model whose weights are finite',
  );
}
