import { type Buffered, buffered } from '../tensors.ts';
import { copyWindow, Deck, fillNormal } from './batches.ts';
import type { Feeds } from './stepper.ts';
import type { VaeTrainingOptions } from './vae-options.ts';

/** Fills one set of buffers with a new batch for every step. */
export class BatchFeeder {
  readonly #window: Buffered; // [batch, windowLength, channels]
  readonly #noise: Buffered; // [batch, latent]
  readonly #klWeight = buffered([]);
  readonly #deck: Deck;

  constructor(
    private readonly windows: Float32Array,
    numbers: Int32Array,
    private readonly options: VaeTrainingOptions,
  ) {
    const { architecture, batch, random } = options;
    this.#window = buffered([batch, architecture.windowLength, architecture.channels]);
    this.#noise = buffered([batch, architecture.latent]);
    this.#deck = new Deck(numbers, random);
  }

  next(klWeight: number): Feeds {
    const { architecture, batch, random } = this.options;
    const size = architecture.windowLength * architecture.channels;
    for (let row = 0; row < batch; row++) {
      copyWindow(this.windows, this.#deck.next(), size, this.#window.data, row);
    }
    fillNormal(this.#noise.data, random);
    this.#klWeight.data[0] = klWeight;
    return {
      window: this.#window.tensor,
      noise: this.#noise.tensor,
      klWeight: this.#klWeight.tensor,
    };
  }
}
