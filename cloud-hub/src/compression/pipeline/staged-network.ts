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

const fileOf = (name: string): string => `networks/${name.replaceAll(/[^a-z0-9]+/gi, '-')}.onnx`;

/** Made once: a run that was cut off takes it from the store. */
export async function kept(
  store: ArtefactStore,
  staged: Omit<StagedNetwork, 'network'>,
  make: () => Promise<Network>,
): Promise<StagedNetwork> {
  const file = fileOf(staged.name);
  const known = await store.read(file);
  if (known) return { ...staged, network: readNetwork(known) };
  const network = await make();
  await store.write(file, writeNetwork(network));
  return { ...staged, network };
}
