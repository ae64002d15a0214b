export type SensorFaultKind = 'stuck' | 'outOfRange' | 'missing';

/** A sensor can no longer be believed (`active`), or can be again. */
export interface SensorTransition {
  readonly channel: string;
  readonly unit: string | null;
  readonly fault: SensorFaultKind;
  readonly active: boolean;
  /** Null: missing. */
  readonly value: number | null;
  /** One sentence in words, with the limit. */
  readonly detail: string;
}
