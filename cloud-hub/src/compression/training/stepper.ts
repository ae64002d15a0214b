import { biasCorrections } from '@lookout/shared/onnx/autodiff/adam';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { openSession } from '../session.ts';
import { type Buffered, buffered, scalarOf } from '../tensors.ts';
import { TrainError } from './train-error.ts';

/** The objective's inputs by name. */
export type Feeds = Readonly<Record<string, Tensor>>;
/** The objective's terms by name; `loss` is always there. */
export type Terms = Readonly<Record<string, number>> & { readonly loss: number };

interface State {
  readonly parameters: Buffered; // [n]
  readonly firstMoment: Buffered; // [n]
  readonly secondMoment: Buffered; // [n]
}

/**
 * Runs a step graph (see `buildStepGraph`) again and again. Parameters and moments swing between two sets
 * of buffers, read from one and written to the other, so that no step allocates or copies them.
 */
export class Stepper implements AsyncDisposable {
  #current: State;
  #next: State;
  #steps = 0;
  readonly #learningRate = buffered([]);
  readonly #firstCorrection = buffered([]);
  readonly #secondCorrection = buffered([]);
  readonly #termNames: readonly string[];

  private constructor(
    private readonly session: InferenceSession,
    initial: Float32Array,
  ) {
    this.#current = emptyState(initial);
    this.#next = emptyState(initial);
    this.#termNames = session.outputNames.filter((name) => !name.startsWith('next'));
  }

  /** @param initial [n], the parameters to start from; copied */
  static async open(model: Uint8Array, initial: Float32Array, threads = 1): Promise<Stepper> {
    return new Stepper(await openSession(model, threads), initial);
  }

  /** What a step must be fed. */
  get inputs(): readonly string[] {
    return this.session.inputNames;
  }

  /** The parameters after the last step [n]; valid until the next one. */
  get parameters(): Buffered {
    return this.#current.parameters;
  }

  /**
   * One Adam step.
   * @throws TrainError 'diverged' when the loss is not finite; the parameters are then those before it
   */
  async step(feeds: Feeds, learningRate: number): Promise<Terms> {
    this.#steps += 1;
    const corrections = biasCorrections(this.#steps);
    this.#learningRate.data[0] = learningRate;
    this.#firstCorrection.data[0] = corrections.first;
    this.#secondCorrection.data[0] = corrections.second;
    const terms = await this.#run(feeds);
    if (!Number.isFinite(terms.loss)) {
      throw new TrainError(
        'diverged',
        `the loss became ${terms.loss} at step ${this.#steps}: lower the learning rate, or look for extreme values in the data`,
      );
    }
    [this.#current, this.#next] = [this.#next, this.#current];
    return terms;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.session.release();
  }

  async #run(feeds: Feeds): Promise<Terms> {
    const outputs: Record<string, Tensor | null> = {
      nextParameters: this.#next.parameters.tensor,
      nextFirstMoment: this.#next.firstMoment.tensor,
      nextSecondMoment: this.#next.secondMoment.tensor,
    };
    for (const name of this.#termNames) outputs[name] = null;
    const inputs = {
      ...feeds,
      parameters: this.#current.parameters.tensor,
      firstMoment: this.#current.firstMoment.tensor,
      secondMoment: this.#current.secondMoment.tensor,
      learningRate: this.#learningRate.tensor,
      firstCorrection: this.#firstCorrection.tensor,
      secondCorrection: this.#secondCorrection.tensor,
    };
    return readTerms(this.#termNames, await this.session.run(inputs, outputs));
  }
}

export function readTerms(
  names: readonly string[],
  results: Readonly<Record<string, Tensor | undefined>>,
): Terms {
  const terms: Record<string, number> = {};
  for (const name of names) terms[name] = scalarOf(results[name]);
  return { ...terms, loss: scalarOf(results.loss) };
}

function emptyState(parameters: Float32Array): State {
  return {
    parameters: buffered([parameters.length], parameters),
    firstMoment: buffered([parameters.length]),
    secondMoment: buffered([parameters.length]),
  };
}
