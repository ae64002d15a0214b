import { Random } from '@lookout/shared/simulator/random';
import { trainVae } from '../../cloud-hub/dist/compression/training/train-vae.js';
import { recommendedOptions } from '../../cloud-hub/dist/compression/training/vae-options.js';

export interface TrainingBench {
  readonly network: string;
  readonly parameters: number;
  readonly threads: number;
  /** Windows that went through forward, backward and Adam, a second. */
  readonly windowsPerSecond: number;
  readonly millisecondsPerStep: number;
}

interface Network {
  readonly windowLength: number;
  readonly channels: number;
  readonly hidden: readonly number[];
}

const NETWORKS: readonly Network[] = [
  { windowLength: 10, channels: 8, hidden: [128, 64] }, // the demonstration detector
  { windowLength: 10, channels: 52, hidden: [128, 64] }, // a chemical plant
  { windowLength: 64, channels: 8, hidden: [384, 192] }, // about as large as the 562k network of facts.md
];

export async function benchTraining(steps = 300): Promise<TrainingBench[]> {
  const results: TrainingBench[] = [];
  for (const network of NETWORKS) {
    for (const threads of [1, 2]) results.push(await trainOnNoise(network, threads, steps));
  }
  return results;
}

/** What the numbers are makes no difference to the time, so noise will do. */
async function trainOnNoise(
  network: Network,
  threads: number,
  steps: number,
): Promise<TrainingBench> {
  const { windowLength, channels, hidden } = network;
  const random = new Random(1);
  const size = windowLength * channels;
  const windows = Float32Array.from({ length: 1000 * size }, () => random.normal());
  const base = recommendedOptions(network, random, { hidden, steps });
  const validation = { ...base.validation, share: 0 };
  const start = performance.now();
  const { parameters } = await trainVae(windows, { ...base, threads, validation });
  const seconds = (performance.now() - start) / 1000;
  return {
    network: [size, ...hidden, base.architecture.latent].join('-'),
    parameters,
    threads,
    windowsPerSecond: Math.round((steps * base.batch) / seconds),
    millisecondsPerStep: Number(((1000 * seconds) / steps).toFixed(2)),
  };
}
