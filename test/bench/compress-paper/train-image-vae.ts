import { appendNetwork, type Network } from '@lookout/shared/onnx/network';
import type { Value } from '@lookout/shared/onnx/value';
import type { Random } from '@lookout/shared/simulator/random';
import { trainedTensors } from '../../../cloud-hub/dist/compression/distil/trained-tensors.js';
import { buffered } from '../../../cloud-hub/dist/compression/tensors.js';
import {
  copyWindow,
  Deck,
  fillNormal,
} from '../../../cloud-hub/dist/compression/training/batches.js';
import type { Objective } from '../../../cloud-hub/dist/compression/training/objective.js';
import {
  packParameters,
  unpackParameters,
} from '../../../cloud-hub/dist/compression/training/parameter-vector.js';
import { learningRateAt } from '../../../cloud-hub/dist/compression/training/schedule.js';
import { buildStepGraph } from '../../../cloud-hub/dist/compression/training/step-graph.js';
import { Stepper } from '../../../cloud-hub/dist/compression/training/stepper.js';
import { klSum, vaeTerms } from '../../../cloud-hub/dist/compression/training/vae-objective.js';
import { sampledName } from './image-vae.ts';

export interface ImageTraining {
  readonly steps: number;
  readonly batch: number;
  readonly random: Random;
}

/** The paper's β. */
const beta = 1.4;
const schedule = { learningRate: 1e-3, learningRateWarmUpSteps: 20, finalLearningRateShare: 0.05 };

/**
 * β-VAE on images: ½ Σ (x - x̂)² + β·KL, z sampled; x in the size of x̂.
 * @param windows [n, 3, size, size], scaled
 */
export async function trainImageVae(
  network: Network,
  windows: Float32Array,
  { steps, batch, random }: ImageTraining,
): Promise<Network> {
  const specs = trainedTensors(network);
  const latent = network.weights['mu.bias']?.data.length ?? 0;
  const model = buildStepGraph(objectiveOf(network, batch, latent), { maxGradientNorm: 1_000 });
  await using stepper = await Stepper.open(model, packParameters(specs, network.weights));
  const size = network.input.shape.reduce((product, dim) => product * dim, 1);
  const numbers = Int32Array.from({ length: windows.length / size }, (_, i) => i);
  const deck = new Deck(numbers, random);
  const [images, noise] = [buffered([batch, ...network.input.shape]), buffered([batch, latent])];
  const plan = { ...schedule, steps, klWeight: beta, klWarmUpShare: 0.2 };
  for (let step = 0; step < steps; step++) {
    for (let row = 0; row < batch; row++) copyWindow(windows, deck.next(), size, images.data, row);
    fillNormal(noise.data, random);
    const feeds = { input: images.tensor, noise: noise.tensor };
    await stepper.step(feeds, learningRateAt(step, plan));
  }
  return { ...network, weights: unpackParameters(specs, stepper.parameters.data) };
}

function objectiveOf(network: Network, batch: number, latent: number): Objective {
  return {
    parameters: trainedTensors(network),
    append(g, weight) {
      const input = g.input('input', 'float32', [batch, ...network.input.shape]);
      const noise = g.input('noise', 'float32', [batch, latent]);
      const seen = new Map<string, Value>();
      const outputs = appendNetwork(g, network, input, weight, (value, name) => {
        seen.set(name, value);
        const logvar = seen.get(network.outputs.logvar ?? '');
        if (name !== sampledName || !logvar) return value;
        return g.add(value, g.mul(g.exp(g.mul(logvar, 0.5)), noise));
      });
      const { mu, logvar, reconstruction } = outputs;
      if (!mu || !logvar || !reconstruction) throw new RangeError('this network is no VAE');
      const ratio = Number(input.shape[2]) / Number(reconstruction.shape[2]);
      const target = ratio > 1 ? g.averagePool(input, [ratio, ratio]) : input;
      const error = g.square(g.sub(target, reconstruction));
      const perImage = g.mul(g.reduceSum(error), 0.5 / batch);
      return vaeTerms(g, perImage, g.div(klSum(g, { mu, logvar }), batch), g.scalar(beta));
    },
  };
}
