import type { BatchFeeder } from './batch-feeder.ts';
import { afterValidation, NOT_VALIDATED, type StopState } from './early-stopping.ts';
import { klWarmUpSteps, klWeightAt, learningRateAt, type Schedule } from './schedule.ts';
import type { Stepper, Terms } from './stepper.ts';
import type { ValidationOptions } from './vae-options.ts';
import type { Validator } from './validator.ts';

export interface TrainingProgress {
  /** Steps done, of `steps` at most. */
  readonly step: number;
  readonly steps: number;
  /** Training loss of the last step. */
  readonly loss: number;
  readonly validationLoss: number | null;
}

/** One line of the loss history: means over the steps since the line before. */
export interface LossRecord {
  readonly step: number;
  readonly loss: number;
  readonly reconstruction: number;
  readonly kl: number;
  readonly validationLoss: number | null;
}

export interface LoopResult {
  readonly parameters: Float32Array; // [n], the best on the validation part; the last without one
  readonly bestStep: number;
  readonly steps: number;
  readonly stoppedEarly: boolean;
  readonly history: readonly LossRecord[];
}

export interface Loop {
  readonly stepper: Stepper;
  readonly feeder: BatchFeeder;
  readonly validator: Validator | null;
  readonly schedule: Schedule;
  /** Where the run ends, at the schedule's end at the latest. */
  readonly lastStep: number;
  readonly validation: ValidationOptions;
  readonly onProgress: (progress: TrainingProgress) => void;
  readonly signal: AbortSignal | undefined;
}

const STEPS_PER_REPORT = 10;

/** Each step awaits the runtime, which starts a run from the event loop: timers and I/O go on between. */
export async function runLoop(loop: Loop): Promise<LoopResult> {
  const { stepper, feeder, schedule, validation, signal, lastStep: steps } = loop;
  const history: LossRecord[] = [];
  let recent: Terms[] = [];
  let stopping = NOT_VALIDATED;
  let best = Float32Array.from(stepper.parameters.data);
  let step = 0;
  while (step < steps && !stopping.stop) {
    signal?.throwIfAborted();
    const feeds = feeder.next(klWeightAt(step, schedule));
    const terms = await stepper.step(feeds, learningRateAt(step, schedule));
    recent.push(terms);
    step += 1;
    if (step % validation.everySteps === 0 || step === steps) {
      const loss = await validate(loop);
      history.push(summary(step, recent, loss));
      recent = [];
      stopping = judge(stopping, step, loss, loop);
      if (stopping.improved) best = Float32Array.from(stepper.parameters.data);
    }
    if (step % STEPS_PER_REPORT === 0 || step === steps || stopping.stop) {
      const validationLoss = history.at(-1)?.validationLoss ?? null;
      loop.onProgress({ step, steps, loss: terms.loss, validationLoss });
    }
  }
  const bestStep = stopping.bestStep;
  return { parameters: best, bestStep, steps: step, stoppedEarly: stopping.stop, history };
}

async function validate({ validator, stepper }: Loop): Promise<number | null> {
  return validator ? validator.loss(stepper.parameters) : null;
}

/** Without a validation part the newest parameters are the best known. */
function judge(
  state: StopState,
  step: number,
  loss: number | null,
  { schedule, validation }: Loop,
): StopState {
  if (loss === null) return { ...NOT_VALIDATED, bestStep: step, improved: true };
  const mayStop = step > klWarmUpSteps(schedule);
  return afterValidation(state, { step, loss, mayStop }, validation.patience);
}

function summary(step: number, terms: readonly Terms[], validationLoss: number | null): LossRecord {
  const mean = (name: string) =>
    terms.reduce((sum, term) => sum + (term[name] ?? Number.NaN), 0) / terms.length;
  const [loss, reconstruction, kl] = [mean('loss'), mean('reconstruction'), mean('kl')];
  return { step, loss, reconstruction, kl, validationLoss };
}
