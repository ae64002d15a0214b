/**
 * Seeded generator (mulberry32) whose whole state is one 32-bit number, so that it can be kept inside a
 * simulation's state and a run can be repeated from any step.
 */
export class Random {
  constructor(public state: number) {}

  /** Uniform in [0, 1). */
  uniform(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** Uniform in [-1, 1). */
  centred(): number {
    return 2 * this.uniform() - 1;
  }

  /** Standard normal (Box-Muller). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }
}

/** Spreads small seeds (1, 2, 3, …) and a purpose over all 32 bits, so that their streams differ. */
export function mixSeed(seed: number, purpose: number): number {
  let h = (Math.imul(seed | 0, 0x9e3779b1) ^ Math.imul(purpose + 1, 0x85ebca6b)) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return h ^ (h >>> 16);
}
