import type { Value } from '@lookout/shared/onnx/value';

/** Which inputs of an operator training may change. Mean and variance of a BatchNormalization are measured. */
const places: Readonly<Record<string, readonly number[]>> = {
  Add: [0, 1],
  BatchNormalization: [1, 2],
  Conv: [1, 2],
  ConvTranspose: [1, 2],
  GRU: [1, 2, 3],
  Gemm: [0, 1, 2],
  GroupNormalization: [1, 2],
  InstanceNormalization: [1, 2],
  LSTM: [1, 2, 3],
  LayerNormalization: [1, 2],
  MatMul: [0, 1],
  Mul: [0, 1],
  PRelu: [1],
  RNN: [1, 2, 3],
};

/** A single number in a sum or product is part of a formula (0.5, 1, √2), not a weight. */
export const isWeightPlace = (op: string, at: number, { data }: Value): boolean =>
  (places[op]?.includes(at) ?? false) &&
  data instanceof Float32Array &&
  (data.length > 1 || (op !== 'Add' && op !== 'Mul'));
