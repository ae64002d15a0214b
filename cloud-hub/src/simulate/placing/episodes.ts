import type { Random } from '@lookout/shared/simulator/random';

export interface Habit {
  /** Means of exponential stretches. */
  readonly quietMs: number;
  readonly busyMs: number;
  /** How strong, 0 to 1, drawn anew for each. */
  readonly least: number;
  readonly most: number;
}

/** Something that comes and goes: a vision workload, a batch job, a hot hour. */
export class Episodes {
  private level = 0;
  private leftMs: number;

  constructor(
    private readonly random: Random,
    private readonly habit: Habit,
  ) {
    this.leftMs = this.stretch(habit.quietMs);
  }

  /** How strong it is after so long; 0 while it is not there. */
  after(stepMs: number): number {
    this.leftMs -= stepMs;
    while (this.leftMs <= 0) {
      const { least, most, busyMs, quietMs } = this.habit;
      this.level = this.level > 0 ? 0 : least + (most - least) * this.random.uniform();
      this.leftMs += this.stretch(this.level > 0 ? busyMs : quietMs);
    }
    return this.level;
  }

  private stretch(meanMs: number): number {
    return 1 + -Math.log(1 - this.random.uniform()) * meanMs;
  }
}
