import type { Network } from '@lookout/shared/onnx/network';
import type { QdqPlan } from '../quantize/plan-qdq.ts';
import { type Buffered, buffered, floatsOf } from '../tensors.ts';
import { copyWindow, Deck } from '../training/batches.ts';
import { packParameters, unpackParameters } from '../training/parameter-vector.ts';
import type { RandomSource } from '../training/random-source.ts';
import { learningRateAt } from '../training/schedule.ts';
import { buildStepGraph } from '../training/step-graph.ts';
import { Stepper } from '../training/stepper.ts';
import { corruptWindow, layoutOf } from './corrupt-windows.ts';
import type { ErrorScale } from './detection-scores.ts';
import { distilObjective } from './distil-objective.ts';
import { spreadOf } from './spread.ts';
import type { Teacher } from './teacher.ts';
import { trainedTensors } from './trained-tensors.ts';

export interface DistilRequest {
  readonly teacher: Teacher;
  readonly student: Network;
  /** [n, ...student.input.shape], scaled, normal */
  readonly windows: Float32Array;
  readonly steps: number;
  readonly lesson: Lesson;
  readonly learn?: 'everything' | 'reconstruction';
  /** Trains with weights rounded to int8. */
  readonly fakeQuantizeWeights?: boolean;
  /** Trains with values rounded to u8 too, and weights to seven bits: `planQdq` of the student. */
  readonly roundedValues?: QdqPlan;
  readonly batch?: number;
  readonly random: RandomSource;
  readonly threads?: number;
}

/** What differences to the teacher are weighed by. */
export interface Lesson {
  readonly errorScale: ErrorScale;
  readonly residualVariance: number;
  readonly scoreSpread: ReadonlyMap<string, number>;
}

const schedule = { learningRate: 1e-3, learningRateWarmUpSteps: 10, finalLearningRateShare: 0.02 };
const maxGradientNorm = 10;

/**
 * Trains a student until it says what its teacher says, on normal windows and, in half of every batch,
 * on spoilt ones.
 * @throws TrainError 'diverged'; the signal's reason when it is aborted
 */
export async function distil(
  request: DistilRequest,
  onProgress: (step: number, loss: number) => void = () => {},
  signal?: AbortSignal,
): Promise<Network> {
  const { teacher, student, windows, steps, lesson, random, batch = 64, threads = 1 } = request;
  const specs = trainedTensors(student);
  const taught = new Set(teacher.answers);
  const { learn = 'everything', roundedValues } = request;
  const options = { batch, ...lesson, learn, taught, roundedValues };
  const objective = distilObjective(student, options);
  const model = buildStepGraph(objective, {
    maxGradientNorm,
    fakeQuantizeWeights: request.fakeQuantizeWeights ?? roundedValues !== undefined,
    weightBits: roundedValues ? 7 : 8,
  });
  await using stepper = await Stepper.open(model, packParameters(specs, student.weights), threads);
  const feeder = new LessonFeeder(windows, student.input.shape, batch, random);
  const plan = { ...schedule, steps, klWeight: 0, klWarmUpShare: 0 };
  const wanted = stepper.inputs;
  for (let step = 0; step < steps; step++) {
    signal?.throwIfAborted();
    const input = feeder.next();
    const answers = await teacher.answer(input.data);
    const targets = Object.entries(answers).filter(([name]) => wanted.includes(name));
    const feeds = { ...Object.fromEntries(targets), input: input.tensor };
    const { loss } = await stepper.step(feeds, learningRateAt(step, plan));
    if (step % 10 === 9 || step + 1 === steps) onProgress(step + 1, loss);
  }
  return { ...student, weights: unpackParameters(specs, stepper.parameters.data) };
}

/** Half of every batch is spoilt. */
class LessonFeeder {
  readonly #batch: Buffered;
  readonly #deck: Deck;
  readonly #size: number;
  readonly #layout;

  constructor(
    private readonly windows: Float32Array,
    shape: readonly number[],
    private readonly count: number,
    private readonly random: RandomSource,
  ) {
    this.#size = shape.reduce((product, dim) => product * dim, 1);
    this.#batch = buffered([count, ...shape]);
    this.#layout = layoutOf(shape);
    const numbers = Int32Array.from({ length: windows.length / this.#size }, (_, i) => i);
    this.#deck = new Deck(numbers, random);
  }

  next(): Buffered {
    for (let row = 0; row < this.count; row++) {
      copyWindow(this.windows, this.#deck.next(), this.#size, this.#batch.data, row);
      if (row % 2 === 0) continue;
      const own = this.#batch.data.subarray(row * this.#size, (row + 1) * this.#size);
      corruptWindow(own, this.#layout, this.random);
    }
    return this.#batch;
  }
}

/** @param windows [n, ...shape], normal and not those that are trained on */
export async function lessonOf(
  teacher: Teacher,
  windows: Float32Array,
  errorScale: ErrorScale,
): Promise<Lesson> {
  const scores = await teacher.scores(windows);
  const answers = await teacher.answer(windows);
  const told = answers['target/reconstruction'];
  const residual = told ? meanSquare(floatsOf(told), windows) : 1;
  const scoreSpread = new Map(
    [...scores].map(([name, values]) => [name, Math.max(spreadOf(values), 1e-3)]),
  );
  return { errorScale, residualVariance: Math.max(residual, 1e-6), scoreSpread };
}

const meanSquare = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, i) => sum + (value - (b[i] ?? 0)) ** 2, 0) / a.length;
