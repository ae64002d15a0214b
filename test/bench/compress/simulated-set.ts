import type { BundleFiles } from '@lookout/shared/bundle/read-bundle';
import type { Recording } from '@lookout/shared/detector/recording';
import { CompressionRequest } from '@lookout/shared/protocol/compression';
import { simulatedChannels, simulateRows } from '@lookout/shared/simulator/simulate-rows';
import type { TrainBundleRequest } from '../../../cloud-hub/dist/compression/bundle/train-bundle.js';

const rows = 4_000;
const periodMs = 1_000;

/** A detector of SKAB's size on the simulated water loop, and what it takes to compress it. */
export async function simulatedSet(train: (request: TrainBundleRequest) => Promise<BundleFiles>) {
  const recording = simulated();
  const bundle = await train({
    name: 'simulated loop',
    recordings: [recording],
    channels: [...simulatedChannels],
    periodMs,
    windowLength: 64,
    architecture: 'dense',
    seed: 1,
    falseAlarmRate: 0.003,
    data: [],
    createdAt: Date.now(),
  });
  const request = CompressionRequest.parse({
    name: 'simulated loop',
    base: { kind: 'bundle', artefact: 'bench' },
    budget: { maxAurocDrop: 0.02 },
    target: 'cpu',
    threshold: { kind: 'falseAlarmRate', rate: 0.003 },
  });
  return { request, inputs: { bundle, train: [recording], labelled: [] } };
}

function simulated(): Recording {
  const values = simulateRows({ seed: 1, run: 1, rows, periodMs, faults: [] });
  const breakBefore = new Uint8Array(rows);
  breakBefore[0] = 1;
  const flat = Float64Array.from(values.flatMap((row) => [...row]));
  return { rows, channels: simulatedChannels.length, values: flat, breakBefore, labels: null };
}
