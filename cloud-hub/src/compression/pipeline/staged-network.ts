import type { Network } from '@lookout/shared/onnx/network';
import { readNetwork, writeNetwork } from '../network/network-file.ts';
import type { ArtefactStore } from './artefact-store.ts';
import type { CompressionStage } from './progress.ts';

/** A network that a stage has finished. */
export interface StagedNetwork {
  /** Such as `pruned to 25 %`. */
  readonly name: string;
  readonly stage: CompressionStage;
  readonly network: Network;
  /** What was done to the base, in order. */
  readonly lineage: readonly string[];
}

const fileOf = (key: string, name: string): string =>
  `networks/${key}/${name.replaceAll(/[^a-z0-9]+/gi, '-')}.onnx`;

/**
 * Made once: a run that was cut off takes it from the store.
 * @param key of what it is made from: other data or another seed make another network
 */
export async function kept(
  store: ArtefactStore,
  key: string,
  staged: Omit<StagedNetwork, 'network'>,
  make: () => Promise<Network>,
): Promise<StagedNetwork> {
  const file = fileOf(key, staged.name);
  const known = await store.read(file);
  if (known) return { ...staged, network: readNetwork(known) };
  const network = await make();
  await store.write(file, writeNetwork(network));
  return { ...staged, network };
}
