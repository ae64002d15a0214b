import type { Network } from '@lookout/shared/onnx/network';
import { weightsOnly } from '../quantize/weights-only.ts';

/** How a network's numbers are held. */
export interface Form {
  /** Such as `int8-weights`: part of a variant's name. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  /** @param windows what ranges of activations are measured on, [n, ...network.input.shape] */
  readonly apply: (network: Network, windows: Float32Array) => Promise<Network>;
}

/** What a CPU is given: which of them is fastest depends on the network, so all are timed. */
export const cpuForms: readonly Form[] = [
  {
    name: 'int8-weights',
    title: 'int8 weights',
    apply: async (network) => weightsOnly(network),
  },
];
