import type { Value } from '@lookout/shared/onnx/value';

/** Some exporters hand the noise of z = μ + σ·ε in, as a second input. */
const names = /^(eps|epsilon|noise|z_?noise|rand|random)$/i;

export const isNoiseInput = ({ name, type }: Value, inputs: readonly Value[]): boolean =>
  inputs.length > 1 && type === 'float32' && names.test(name);
