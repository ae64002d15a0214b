import { Tensor } from 'onnxruntime-node';

/** A float32 input whose buffer is written anew for every run. */
export interface Buffered {
  readonly data: Float32Array;
  readonly tensor: Tensor;
}

export function buffered(shape: readonly number[], initial?: Float32Array): Buffered {
  const size = shape.reduce((product, dim) => product * dim, 1);
  const data = initial ? Float32Array.from(initial) : new Float32Array(size);
  return { data, tensor: new Tensor('float32', data, shape) };
}

/** The one number in a tensor. */
export function scalarOf(tensor: Tensor | undefined): number {
  const [value] = floatsOf(tensor);
  return value ?? Number.NaN;
}

export function floatsOf(tensor: Tensor | undefined): Float32Array {
  if (tensor?.data instanceof Float32Array) return tensor.data;
  throw new TypeError('the graph returned no float32 tensor under this name');
}
