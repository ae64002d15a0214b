import { readFile } from 'node:fs/promises';
import { measureLatency } from '../../../cloud-hub/dist/compression/latency/measure-latency.js';
import type { GraphTime, MadeNetwork } from './made-network.ts';

const limits = { minRounds: 15, maxMs: 9_000, narrowTo: 0.02 };

/** All graphs of one subject against each other, in turns, in one process with one thread. */
export async function timeNetworks(networks: readonly MadeNetwork[]): Promise<GraphTime[]> {
  const paths = networks.flatMap(({ graphs }) => graphs.map(({ path }) => path));
  const models = await Promise.all(
    paths.map(async (name) => ({ name, model: new Uint8Array(await readFile(name)) })),
  );
  const entries = await measureLatency(models, { batches: [1, 32], limits });
  return entries.map(({ name, batch, p50Ms }) => ({ path: name, batch, us: 1000 * p50Ms }));
}
