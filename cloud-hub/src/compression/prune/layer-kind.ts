import type { Network } from '@lookout/shared/onnx/network';

/** What a layer's weight is moved along: nothing, the rows of a series, or an image. */
export const layerKinds = ['dense', 'conv1d', 'conv2d'] as const;
export type LayerKind = (typeof layerKinds)[number];

/** By the number of its node. */
export function layerKind({ nodes, weights }: Network, node: number): LayerKind {
  const axes = weights[nodes[node]?.inputs[1] ?? '']?.shape.length ?? 2;
  return axes <= 2 ? 'dense' : axes === 3 ? 'conv1d' : 'conv2d';
}
