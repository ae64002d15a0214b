import { fitWindowMean } from '@lookout/shared/detector/baseline/window-mean';
import type { ChannelScale } from '@lookout/shared/detector/scaling';
import { errorFloor } from '@lookout/shared/detector/score-graph';
import {
  type AppendedNetwork,
  appendNetwork,
  type FittedNetwork,
  squaredError,
} from '@lookout/shared/detector/statistics/network';
import type { Prewhitening } from '@lookout/shared/detector/statistics/prewhiten';
import { appendScaledInput } from '@lookout/shared/detector/statistics/scaled-window';
import { GraphBuilder } from '@lookout/shared/onnx/graph';
import type { Network } from '@lookout/shared/onnx/network';
import { Tensor } from 'onnxruntime-node';
import { openSession } from '../session.ts';
import { floatsOf } from '../tensors.ts';

const windowsPerRun = 512;
/** A latent whose μ varies less than this says nothing about the window (Burda et al. 2016, "active units"). */
const activeVariance = 0.01;

/**
 * What the network's outputs are like on the windows it was fitted to: the mean squared error of each
 * channel, where the window means lie, which latents are in use, and the least of a score of its own. What
 * it does not give is left empty.
 * @param windows [n, windowLength, channels], engineering units
 */
export async function measureNetwork(
  network: Network,
  prewhitening: Prewhitening | null,
  scaling: readonly ChannelScale[],
  windows: Float32Array,
): Promise<FittedNetwork> {
  const channels = scaling.length;
  const windowLength = detectorRows(network, prewhitening);
  const size = windowLength * channels;
  const { model, latent } = buildNetworkGraph(network, prewhitening, scaling);
  const { reconstruction, score } = network.outputs;
  const error = moments(channels);
  const means = new Float64Array(reconstruction ? (windows.length / size) * 2 * channels : 0);
  const mu = moments(latent ?? 1);
  const kl = moments(latent ?? 1);
  let leastScore = Number.POSITIVE_INFINITY;
  const session = await openSession(model);
  try {
    for (let from = 0; from < windows.length; from += windowsPerRun * size) {
      const data = windows.subarray(from, from + windowsPerRun * size);
      const window = new Tensor('float32', data, [data.length / size, windowLength, channels]);
      const results = await session.run({ window });
      if (reconstruction) {
        error.add(floatsOf(results.squaredError));
        means.set(floatsOf(results.means), (from / size) * 2 * channels);
      }
      if (latent !== null) {
        mu.add(floatsOf(results.mu));
        kl.add(floatsOf(results.kl));
      }
      if (score) leastScore = Math.min(leastScore, ...floatsOf(results.score));
    }
  } finally {
    await session.release();
  }
  return {
    network,
    prewhitening,
    latent: latent ?? 1,
    errorScale: reconstruction ? error.means().map((mean) => Math.max(mean, errorFloor)) : [],
    latents: latent === null ? [] : chooseLatents(mu.variances(), kl.means()),
    jointMean: reconstruction ? fitWindowMean(means, 2 * channels) : { mean: [], precision: [] },
    ...(score && { leastScore }),
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
 * [batch, 2 · channels] of what the network is shown and of its error; `score` [batch]: of these, what it gives.
 */
function buildNetworkGraph(
  network: Network,
  prewhitening: Prewhitening | null,
  scaling: readonly ChannelScale[],
): { readonly model: Uint8Array; readonly latent: number | null } {
  const g = new GraphBuilder();
  const scaled = appendScaledInput(g, detectorRows(network, prewhitening), scaling);
  const unknown = {
    latent: 0,
    errorScale: [],
    latents: [],
    jointMean: { mean: [], precision: [] },
  };
  const appended = appendNetwork(g, scaled, { network, prewhitening, ...unknown });
  const { shown, back, latent, score } = appended;
  if (back) {
    g.output(squaredError(g, appended), 'squaredError');
    const means = [g.reduceMean(shown, [1]), g.reduceMean(back.error, [1])];
    g.output(g.concat(means, 1), 'means');
  }
  return { latent: giveLatent(g, { latent, score }), model: g.build('lookout-network') };
}

/** `mu`, `kl` [batch, latent]; `score` [batch]: what the network gives of them. @returns columns of the latent */
export function giveLatent(
  g: GraphBuilder,
  { latent, score }: Pick<AppendedNetwork, 'latent' | 'score'>,
): number | null {
  if (score) g.output(score, 'score');
  if (latent === null) return null;
  g.output(latent.mu, 'mu');
  g.output(latent.kl, 'kl');
  return Number(latent.mu.shape[1]);
}

/** The first row has nothing before it, so a prewhitened window is one row shorter than the detector's. */
const detectorRows = ({ input }: Network, prewhitening: Prewhitening | null): number =>
  Number(input.shape[0]) + (prewhitening ? 1 : 0);

/** Running sums of the columns of row-major batches. */
export function moments(columns: number) {
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
