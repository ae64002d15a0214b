import { fitWindowMean } from '@lookout/shared/detector/baseline/window-mean';
import type { ChannelScale } from '@lookout/shared/detector/scaling';
import { errorFloor } from '@lookout/shared/detector/score-graph';
import {
  appendNetwork,
  type FittedNetwork,
  squaredError,
} from '@lookout/shared/detector/statistics/network';
import type { Prewhitening } from '@lookout/shared/detector/statistics/prewhiten';
import { appendScaledInput } from '@lookout/shared/detector/statistics/scaled-window';
import { GraphBuilder } from '@lookout/shared/onnx/graph';
import { Tensor } from 'onnxruntime-node';
import { openSession } from '../session.ts';
import { floatsOf } from '../tensors.ts';
import type { TrainedVae } from '../training/train-vae.ts';

const windowsPerRun = 512;
/** A latent whose μ varies less than this says nothing about the window (Burda et al. 2016, "active units"). */
const activeVariance = 0.01;

/**
 * What the network's outputs are like on the windows it was fitted to: the mean squared error of each
 * channel, where the window means lie, and which latents are in use.
 * @param windows [n, windowLength, channels], engineering units
 */
export async function measureNetwork(
  vae: TrainedVae,
  prewhitening: Prewhitening,
  scaling: readonly ChannelScale[],
  windows: Float32Array,
): Promise<FittedNetwork> {
  const { channels, latent } = vae.architecture;
  const windowLength = vae.architecture.windowLength + 1;
  const size = windowLength * channels;
  const error = moments(channels);
  const mu = moments(latent);
  const kl = moments(latent);
  const means = new Float64Array((windows.length / size) * 2 * channels);
  const session = await openSession(buildNetworkGraph(vae, prewhitening, scaling));
  try {
    for (let from = 0; from < windows.length; from += windowsPerRun * size) {
      const data = windows.subarray(from, from + windowsPerRun * size);
      const window = new Tensor('float32', data, [data.length / size, windowLength, channels]);
      const results = await session.run({ window });
      error.add(floatsOf(results.squaredError));
      mu.add(floatsOf(results.mu));
      kl.add(floatsOf(results.kl));
      means.set(floatsOf(results.means), (from / size) * 2 * channels);
    }
  } finally {
    await session.release();
  }
  return {
    vae,
    prewhitening,
    errorScale: error.means().map((mean) => Math.max(mean, errorFloor)),
    latents: chooseLatents(mu.variances(), kl.means()),
    jointMean: fitWindowMean(means, 2 * channels),
  };
}

/** The latents in use, those that tell most first; the one that tells most where none is. */
export function chooseLatents(variances: readonly number[], meanKl: readonly number[]): number[] {
  const byKl = meanKl.map((_, k) => k).sort((a, b) => (meanKl[b] ?? 0) - (meanKl[a] ?? 0));
  const active = byKl.filter((k) => (variances[k] ?? 0) >= activeVariance);
  return active.length > 0 ? active : byKl.slice(0, 1);
}

/**
 * `window` → `squaredError` [batch, channels], mean over the rows; `mu`, `kl` [batch, latent]; `means`
 * [batch, 2 · channels] of what the network is shown and of its error.
 */
function buildNetworkGraph(
  vae: TrainedVae,
  prewhitening: Prewhitening,
  scaling: readonly ChannelScale[],
): Uint8Array {
  const g = new GraphBuilder();
  const scaled = appendScaledInput(g, vae.architecture.windowLength + 1, scaling);
  const unknown = { errorScale: [], latents: [], jointMean: { mean: [], precision: [] } };
  const network = appendNetwork(g, scaled, { vae, prewhitening, ...unknown });
  const { shown, error, mu, kl } = network;
  g.output(squaredError(g, network), 'squaredError');
  g.output(mu, 'mu');
  g.output(kl, 'kl');
  g.output(g.concat([g.reduceMean(shown, [1]), g.reduceMean(error, [1])], 1), 'means');
  return g.build('lookout-network');
}

/** Running sums of the columns of row-major batches. */
function moments(columns: number) {
  const sums = new Float64Array(columns);
  const squares = new Float64Array(columns);
  let rows = 0;
  return {
    add(batch: Float32Array): void {
      rows += batch.length / columns;
      batch.forEach((value, i) => {
        const column = i % columns;
        sums[column] = (sums[column] ?? 0) + value;
        squares[column] = (squares[column] ?? 0) + value ** 2;
      });
    },
    means: (): number[] => Array.from(sums, (sum) => sum / rows),
    variances: (): number[] =>
      Array.from(squares, (square, i) => square / rows - ((sums[i] ?? 0) / rows) ** 2),
  };
}
