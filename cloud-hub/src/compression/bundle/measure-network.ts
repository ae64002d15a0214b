import { type ChannelScale, clipAt, divisorOf } from '@lookout/shared/detector/scaling';
import { errorFloor, type FittedNetwork } from '@lookout/shared/detector/score-graph';
import { klTerms } from '@lookout/shared/detector/statistics/network';
import { GraphBuilder } from '@lookout/shared/onnx/graph';
import { appendVae } from '@lookout/shared/onnx/vae';
import { Tensor } from 'onnxruntime-node';
import { openSession } from '../session.ts';
import { floatsOf } from '../tensors.ts';
import type { TrainedVae } from '../training/train-vae.ts';

const windowsPerRun = 512;
/** A latent whose μ varies less than this says nothing about the window (Burda et al. 2016, "active units"). */
const activeVariance = 0.01;

/**
 * What the network's outputs are like on the windows it was fitted to: the mean squared error of each
 * channel, and which latents are in use.
 * @param windows [n, windowLength, channels], engineering units
 */
export async function measureNetwork(
  vae: TrainedVae,
  scaling: readonly ChannelScale[],
  windows: Float32Array,
): Promise<FittedNetwork> {
  const { windowLength, channels, latent } = vae.architecture;
  const size = windowLength * channels;
  const squaredError = moments(channels);
  const mu = moments(latent);
  const kl = moments(latent);
  const session = await openSession(buildNetworkGraph(vae, scaling));
  try {
    for (let from = 0; from < windows.length; from += windowsPerRun * size) {
      const data = windows.subarray(from, from + windowsPerRun * size);
      const window = new Tensor('float32', data, [data.length / size, windowLength, channels]);
      const results = await session.run({ window });
      squaredError.add(floatsOf(results.squaredError));
      mu.add(floatsOf(results.mu));
      kl.add(floatsOf(results.kl));
    }
  } finally {
    await session.release();
  }
  return {
    vae,
    errorScale: squaredError.means().map((mean) => Math.max(mean, errorFloor)),
    latents: chooseLatents(mu.variances(), kl.means()),
  };
}

/** The latents in use, those that tell most first; the one that tells most where none is. */
export function chooseLatents(variances: readonly number[], meanKl: readonly number[]): number[] {
  const byKl = meanKl.map((_, k) => k).sort((a, b) => (meanKl[b] ?? 0) - (meanKl[a] ?? 0));
  const active = byKl.filter((k) => (variances[k] ?? 0) >= activeVariance);
  return active.length > 0 ? active : byKl.slice(0, 1);
}

/** `window` → `squaredError` [batch, channels], mean over the rows; `mu`, `kl` [batch, latent]. */
function buildNetworkGraph(vae: TrainedVae, scaling: readonly ChannelScale[]): Uint8Array {
  const { windowLength, channels } = vae.architecture;
  const g = new GraphBuilder();
  const constant = (values: readonly number[]) => g.constant(Float32Array.from(values), [channels]);
  const window = g.input('window', 'float32', ['batch', windowLength, channels]);
  const centred = g.sub(window, constant(scaling.map(({ mean }) => mean)));
  const scaled = g.clip(g.div(centred, constant(scaling.map(divisorOf))), -clipAt, clipAt);
  const outputs = appendVae(g, scaled, vae);
  const error = g.square(g.sub(scaled, outputs.reconstruction));
  g.output(g.reduceMean(error, [1]), 'squaredError');
  g.output(outputs.mu, 'mu');
  g.output(klTerms(g, outputs), 'kl');
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
