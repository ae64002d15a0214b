import type { Network } from '@lookout/shared/onnx/network';
import { networkOf } from '@lookout/shared/onnx/network-of';
import { type VaeArchitecture, vaeParameters } from '@lookout/shared/onnx/vae';
import { initialWeights } from '../training/initial-weights.ts';
import type { RandomSource } from '../training/random-source.ts';

/**
 * Untrained networks for the input of another: with fewer layers than pruning leaves, since at one window a
 * call each layer costs more than its work; or of the usual depth, where the other cannot be pruned itself.
 */
export function nativeStudent(
  { input }: Network,
  latent: number,
  hidden: readonly number[],
  random: RandomSource,
): Network {
  const [windowLength = 1, channels = 1] = input.shape;
  const architecture: VaeArchitecture = {
    kind: 'dense',
    windowLength,
    channels,
    hidden,
    latent,
    logVarianceBounds: [-8, 4],
  };
  return networkOf({ architecture, weights: initialWeights(vaeParameters(architecture), random) });
}

export const shallowWidths: readonly (readonly number[])[] = [[48], [16]];
export const usualWidths: readonly (readonly number[])[] = [
  [128, 64],
  [48, 32],
  [24, 16],
];
