/**
 * Random numbers handed in from outside, so that a run can be repeated exactly. `Random` of
 * `@lookout/shared/simulator/random` is one, made from a seed.
 */
export interface RandomSource {
  /** [0, 1) */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
}
