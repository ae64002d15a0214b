import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { openSession } from '../session.ts';
import { type Buffered, buffered } from '../tensors.ts';
import { copyWindow, fillNormal } from './batches.ts';
import { buildLossGraph } from './step-graph.ts';
import { type Feeds, readTerms } from './stepper.ts';
import { vaeObjective } from './vae-objective.ts';
import type { VaeTrainingOptions } from './vae-options.ts';

/**
 * The full loss on windows that are not trained on, always with the same noise and the final KL weight,
 * so that two values differ by the parameters alone.
 */
export class Validator implements AsyncDisposable {
  private constructor(
    private readonly session: InferenceSession,
    private readonly feeds: Feeds,
  ) {}

  /** @param numbers windows to validate on */
  static async open(
    windows: Float32Array,
    numbers: Int32Array,
    options: VaeTrainingOptions,
  ): Promise<Validator> {
    const { architecture, loss, schedule, random, threads } = options;
    const { windowLength, channels, latent } = architecture;
    const batch = numbers.length;
    const window = buffered([batch, windowLength, channels]);
    numbers.forEach((number, row) => {
      copyWindow(windows, number, windowLength * channels, window.data, row);
    });
    const noise = buffered([batch, latent]);
    fillNormal(noise.data, random);
    const klWeight = buffered([], Float32Array.of(schedule.klWeight));
    const model = buildLossGraph(vaeObjective(architecture, batch, loss));
    return new Validator(await openSession(model, threads), {
      window: window.tensor,
      noise: noise.tensor,
      klWeight: klWeight.tensor,
    });
  }

  async loss(parameters: Buffered): Promise<number> {
    const inputs: Record<string, Tensor> = { ...this.feeds, parameters: parameters.tensor };
    return readTerms([], await this.session.run(inputs)).loss;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.session.release();
  }
}
