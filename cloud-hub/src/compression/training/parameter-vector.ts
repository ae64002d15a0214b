import type { GraphBuilder } from '@lookout/shared/onnx/graph';
import type { ParameterSpec, Weight } from '@lookout/shared/onnx/vae';
import type { Value } from '@lookout/shared/onnx/value';
import { TrainError } from './train-error.ts';

/** All trained tensors one after the other, in the order of `specs`: Adam then works on one vector. */
export function parameterCount(specs: readonly ParameterSpec[]): number {
  return specs.reduce((sum, spec) => sum + sizeOf(spec), 0);
}

export function packParameters(
  specs: readonly ParameterSpec[],
  weights: Readonly<Record<string, Weight>>,
): Float32Array {
  const flat = new Float32Array(parameterCount(specs));
  let offset = 0;
  for (const spec of specs) {
    const data = weights[spec.name]?.data;
    if (data?.length !== sizeOf(spec)) {
      throw new TrainError('bad_shape', `weight "${spec.name}" must hold [${spec.shape}]`);
    }
    flat.set(data, offset);
    offset += data.length;
  }
  return flat;
}

export function unpackParameters(
  specs: readonly ParameterSpec[],
  flat: Float32Array,
): Record<string, Weight> {
  let offset = 0;
  const weights: Record<string, Weight> = {};
  for (const spec of specs) {
    const end = offset + sizeOf(spec);
    weights[spec.name] = { shape: spec.shape, data: flat.slice(offset, end) };
    offset = end;
  }
  return weights;
}

/** The same cut inside a graph: flat [n] → one value per parameter, in its shape. */
export function splitParameters(
  g: GraphBuilder,
  flat: Value,
  specs: readonly ParameterSpec[],
): Map<string, Value> {
  const parts = g.split(flat, specs.map(sizeOf), 0);
  const named = new Map<string, Value>();
  specs.forEach((spec, i) => {
    const part = parts[i];
    if (part) named.set(spec.name, g.reshape(part, spec.shape));
  });
  return named;
}

function sizeOf(spec: ParameterSpec): number {
  return spec.shape.reduce((product, dim) => product * dim, 1);
}
