import { squaredFrameError } from '@lookout/shared/detector/frame-graph';
import { largestRun } from '@lookout/shared/detector/run-limit';
import type { ChannelScale } from '@lookout/shared/detector/scaling';
import { errorFloor } from '@lookout/shared/detector/score-graph';
import { appendShown, type FittedNetwork } from '@lookout/shared/detector/statistics/network';
import { appendScaledFrame } from '@lookout/shared/detector/statistics/scaled-frame';
import type { FrameSize } from '@lookout/shared/frame/image';
import { GraphBuilder } from '@lookout/shared/onnx/graph';
import type { Network } from '@lookout/shared/onnx/network';
import { Tensor } from 'onnxruntime-node';
import { chooseLatents, giveLatent, moments } from '../bundle/measure-network.ts';
import { openSession } from '../session.ts';
import { floatsOf } from '../tensors.ts';
import { type FrameStretch, frameBatches, valuesOfFrame } from './frame-parts.ts';

/**
 * What the network's outputs are like on the frames it is fitted to: the mean squared error of each color,
 * which latents are in use, and the least of a score of its own. What it does not give is left empty.
 */
export async function measureFrameNetwork(
  network: Network,
  size: FrameSize,
  scaling: readonly ChannelScale[],
  frames: readonly FrameStretch[],
  onFrames: (count: number) => void,
): Promise<FittedNetwork> {
  const { model, latent, reconstructs } = buildNetworkGraph(network, size, scaling);
  const error = moments(size.channels);
  const [mu, kl] = [moments(latent ?? 1), moments(latent ?? 1)];
  let leastScore = Number.POSITIVE_INFINITY;
  const session = await openSession(model);
  try {
    const perRun = largestRun({ kind: 'image', ...size });
    for (const batch of frameBatches(frames, size, perRun)) {
      const count = batch.length / valuesOfFrame(size);
      const dims = [count, size.channels, size.height, size.width];
      const results = await session.run({ window: new Tensor('float32', batch, dims) });
      if (reconstructs) error.add(floatsOf(results.squaredError));
      if (latent !== null) {
        mu.add(floatsOf(results.mu));
        kl.add(floatsOf(results.kl));
      }
      if (network.outputs.score) leastScore = Math.min(leastScore, ...floatsOf(results.score));
      onFrames(count);
    }
  } finally {
    await session.release();
  }
  return {
    network,
    prewhitening: null,
    latent: latent ?? 1,
    errorScale: reconstructs ? error.means().map((mean) => Math.max(mean, errorFloor)) : [],
    latents: latent === null ? [] : chooseLatents(mu.variances(), kl.means()),
    jointMean: { mean: [], precision: [] },
    ...(network.outputs.score && { leastScore }),
  };
}

/** `window` → `squaredError` [batch, channels]; `mu`, `kl` [batch, latent]; `score` [batch]: of these, what it gives. */
function buildNetworkGraph(network: Network, size: FrameSize, scaling: readonly ChannelScale[]) {
  const g = new GraphBuilder();
  const { value } = appendScaledFrame(g, size, scaling);
  const { back, latent, score } = appendShown(g, network, value);
  if (back) g.output(squaredFrameError(g, back.error), 'squaredError');
  return {
    latent: giveLatent(g, { latent, score }),
    model: g.build('lookout-network'),
    reconstructs: back !== null,
  };
}
