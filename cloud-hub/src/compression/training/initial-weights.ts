import type { ParameterSpec, Weight } from '@lookout/shared/onnx/vae';
import type { RandomSource } from './random-source.ts';

/**
 * Uniform in ±1/√fanIn for a layer's weight and bias alike, as PyTorch's Linear; a parameter that belongs
 * to no layer (a log variance) starts at 0.
 */
export function initialWeights(
  specs: readonly ParameterSpec[],
  random: RandomSource,
): Record<string, Weight> {
  const fanIns = new Map(specs.flatMap((spec) => fanIn(spec)));
  const weights: Record<string, Weight> = {};
  for (const { name, shape } of specs) {
    const inputs = fanIns.get(layerOf(name));
    const bound = inputs === undefined ? 0 : 1 / Math.sqrt(inputs);
    const size = shape.reduce((product, dim) => product * dim, 1);
    const data = Float32Array.from({ length: size }, () => (2 * random.uniform() - 1) * bound);
    weights[name] = { shape, data };
  }
  return weights;
}

/** Inputs that one output of a layer sums over, by the layer's name. */
function fanIn({ name, shape, outputAxis }: ParameterSpec): [string, number][] {
  if (outputAxis === undefined) return [];
  const inputs = shape.reduce(
    (product, dim, axis) => (axis === outputAxis ? product : product * dim),
    1,
  );
  return [[layerOf(name), inputs]];
}

function layerOf(name: string): string {
  return name.slice(0, Math.max(name.lastIndexOf('.'), 0));
}
