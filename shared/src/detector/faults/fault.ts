/**
 * How a single sensor fails, each with its formula in shapes.ts. x is the channel, σ its robust spread on
 * normal rows, s the severity.
 */
export const faultKinds = [
  /** Holds its last value. */
  'stuck',
  /** Creeps away from the truth, up or down. */
  'drift',
  /** Jumps for single rows, up or down. */
  'spike',
  /** Shows its swings too large. */
  'scale',
  /** Trembles. */
  'noise',
  /** Shows what was so some rows ago. */
  'delay',
  /** Shows plausible values that have nothing to do with the other sensors. */
  'brokenCorrelation',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** One sensor that fails for some rows. */
export interface Fault {
  readonly kind: FaultKind;
  readonly channel: number;
  readonly fromRow: number;
  /** Exclusive. */
  readonly toRow: number;
  /**
   * drift, spike, noise: in σ of the channel. scale: by how much the gain is too large, 1 = twice the
   * swing. delay: rows. stuck, brokenCorrelation: without meaning, they are there or not.
   */
  readonly severity: number;
}

/** From hardly visible to plain, for windows of `windowLength` rows. */
export function usualSeverities(kind: FaultKind, windowLength: number): readonly number[] {
  switch (kind) {
    case 'stuck':
    case 'brokenCorrelation':
      return [1];
    case 'drift':
      return [2, 4, 8];
    case 'spike':
      return [3, 6, 12];
    case 'scale':
    case 'noise':
      return [1, 2, 4];
    case 'delay':
      return [Math.ceil(windowLength / 2), windowLength, 2 * windowLength];
  }
}
