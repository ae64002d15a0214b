import type { Network, NetworkNode } from '@lookout/shared/onnx/network';
import type { Shape } from '@lookout/shared/onnx/value';
import type { Product } from './channel-map.ts';
import type { LabelPool, Labels } from './label-pool.ts';

export interface LabelContext {
  readonly network: Network;
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly pool: LabelPool;
  readonly labels: Map<string, Labels>;
  readonly products: Product[];
}

/** Passes labels from a node's inputs to its outputs and to the weights that go with them. */
export type LabelRule = (context: LabelContext, node: NetworkNode, number: number) => void;

/** What is not understood keeps its channels: nothing that flows into it is removed. */
export const keepEverything: LabelRule = ({ pool, labels }, { inputs }) => {
  for (const name of inputs) pool.keep(labels.get(name) ?? []);
};
