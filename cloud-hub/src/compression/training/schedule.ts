/** How learning rate and KL weight move over a run. */
export interface Schedule {
  readonly steps: number;
  readonly learningRate: number;
  readonly learningRateWarmUpSteps: number;
  /** Where the cosine ends, as a share of `learningRate`. */
  readonly finalLearningRateShare: number;
  /** The KL weight at its height ... */
  readonly klWeight: number;
  /** ... which it reaches after this share of all steps. */
  readonly klWarmUpShare: number;
}

/** Linear warm-up, then a half cosine. `step` counts from 0. */
export function learningRateAt(step: number, schedule: Schedule): number {
  const { steps, learningRate, learningRateWarmUpSteps: warmUp } = schedule;
  const warmth = Math.min(1, (step + 1) / Math.max(1, warmUp));
  const progress = Math.min(1, Math.max(0, step - warmUp) / Math.max(1, steps - warmUp));
  const floor = schedule.finalLearningRateShare;
  return learningRate * warmth * (floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * progress)));
}

/** Rises in a line from 0, so that the network first learns to reconstruct. */
export function klWeightAt(step: number, schedule: Schedule): number {
  const warmUp = klWarmUpSteps(schedule);
  return step < warmUp ? (schedule.klWeight * step) / warmUp : schedule.klWeight;
}

export function klWarmUpSteps({ steps, klWarmUpShare }: Schedule): number {
  return Math.ceil(steps * klWarmUpShare);
}
