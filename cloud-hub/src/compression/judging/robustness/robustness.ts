import type { Calibration } from '@lookout/shared/bundle/manifest';
import { joinFloats } from '@lookout/shared/collection/join-floats';
import type { FaultKind } from '@lookout/shared/detector/faults/fault';
import { type ChannelScale, divisorOf } from '@lookout/shared/detector/scaling';
import { mixSeed, Random } from '@lookout/shared/simulator/random';
import { DetectorSession, type InputShape } from '../../bundle/detector-session.ts';
import { raiseScore } from '../judge-variant.ts';
import { addNoise, type Bounds, signStep } from './perturb.ts';
import type { ProbeWindows } from './probe-windows.ts';
import { ScoreGradient } from './score-gradient.ts';

/** What is done to a window. ε in sd of every channel; attacks know the model. */
export type Disturbance =
  | { readonly kind: 'noise'; readonly epsilon: number }
  /** A normal window is pushed up over the raise level. */
  | { readonly kind: 'raise'; readonly epsilon: number }
  /** An anomalous window is hidden below it. */
  | { readonly kind: 'hide'; readonly epsilon: number }
  | { readonly kind: 'fault'; readonly fault: FaultKind };

export interface RobustnessRow {
  readonly disturbance: Disturbance;
  /** Those that could flip: for attacks and faults, windows that were on the right side before. */
  readonly windows: number;
  /** Share whose verdict changed; null where none could. */
  readonly flipped: number | null;
  /** Mean change of the score over the same windows, in spreads of the variant's own calibration. */
  readonly meanChange: number | null;
}

export interface RobustnessSubject {
  readonly model: Uint8Array;
  readonly calibration: Pick<Calibration, 'median' | 'spread' | 'raiseLevel'>;
  /** The model through which the attack looks for its direction; the model itself where not given. */
  readonly gradientModel?: Uint8Array;
}

export interface RobustnessOptions {
  readonly windowLength: number;
  readonly scaling: readonly ChannelScale[];
  readonly seed: number;
  readonly epsilons?: readonly number[];
}

/** From what a sensor's own noise does to what an operator would see. */
const usualEpsilons = [0.01, 0.02, 0.05, 0.1, 0.2] as const;

/**
 * How far a variant's verdicts can be moved: by noise, by an attacker who knows the model and takes one step,
 * and by a single failing channel.
 * @throws OnnxError 'unsupported' where the model has an operator without a gradient: give `gradientModel`
 */
export async function measureRobustness(
  { model, calibration, gradientModel = model }: RobustnessSubject,
  { normal, anomalous, faults }: ProbeWindows,
  { windowLength, scaling, seed, epsilons = usualEpsilons }: RobustnessOptions,
): Promise<RobustnessRow[]> {
  const shape: InputShape = { windowLength, channels: scaling.length };
  await using session = await DetectorSession.open(model, shape);
  await using gradient = await ScoreGradient.open(gradientModel, shape);
  const level = raiseScore(calibration);
  const boundsOf = (epsilon: number): Bounds => scaling.map((s) => epsilon * divisorOf(s));
  const compare = async (
    windows: Float32Array,
    disturbed: Float32Array,
    from?: 'above' | 'below',
  ) =>
    changeOf(
      (await session.score(windows)).score,
      (await session.score(disturbed)).score,
      { level, spread: calibration.spread },
      from,
    );
  const both = joinFloats([normal, anomalous]);
  const [up, down] = [await gradient.of(normal), await gradient.of(anomalous)];
  const rows: RobustnessRow[] = [];
  for (const epsilon of epsilons) {
    const random = new Random(mixSeed(seed, 1));
    const noisy = addNoise(both, boundsOf(epsilon), () => random.uniform());
    rows.push({ disturbance: { kind: 'noise', epsilon }, ...(await compare(both, noisy)) });
  }
  for (const epsilon of epsilons) {
    const raised = signStep(normal, up, boundsOf(epsilon), 'up');
    const change = await compare(normal, raised, 'below');
    rows.push({ disturbance: { kind: 'raise', epsilon }, ...change });
  }
  for (const epsilon of epsilons) {
    const hidden = signStep(anomalous, down, boundsOf(epsilon), 'down');
    const change = await compare(anomalous, hidden, 'above');
    rows.push({ disturbance: { kind: 'hide', epsilon }, ...change });
  }
  for (const { kind: fault, clean, faulty } of faults) {
    const change = await compare(clean, faulty, 'below');
    rows.push({ disturbance: { kind: 'fault', fault }, ...change });
  }
  return rows;
}

/** @param from which side of the level a window must have been on to count; either where not given */
export function changeOf(
  before: Float64Array,
  after: Float64Array,
  { level, spread }: { readonly level: number; readonly spread: number },
  from?: 'above' | 'below',
): Omit<RobustnessRow, 'disturbance'> {
  let [windows, flips, change] = [0, 0, 0];
  before.forEach((score, i) => {
    const isAbove = score > level;
    if (from !== undefined && isAbove !== (from === 'above')) return;
    const other = after[i] ?? score;
    windows++;
    if (other > level !== isAbove) flips++;
    change += (other - score) / spread;
  });
  if (windows === 0) return { windows, flipped: null, meanChange: null };
  return { windows, flipped: flips / windows, meanChange: change / windows };
}
