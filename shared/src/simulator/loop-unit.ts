import { mixSeed, Random } from './random.ts';

/**
 * One built water loop. Pressures in bar above the surface of the tank, flows in l/min, powers in W,
 * temperatures in °C, times in s. Two units of one make differ by a few percent.
 */
export interface LoopUnit {
  /** Pump at rated speed: Δp(Q) = shutOffBar − pumpCurve·Q². */
  readonly shutOffBar: number;
  readonly pumpCurve: number;
  /** Pipes: Δp = pipeCurve·Q²; valve: Δp = valveCurve/opening²·Q². */
  readonly pipeCurve: number;
  readonly valveCurve: number;
  readonly valveOpening: number;
  /** The return ends so far above the tank's surface. */
  readonly staticBar: number;
  readonly leakCurve: number; // Q = leakCurve·√p at severity 1
  /** Shaft power at rated speed: idleW + perFlowW·Q (a radial impeller takes less when throttled). */
  readonly idleW: number;
  readonly perFlowW: number;
  readonly motorEfficiency: number;
  readonly fixedLossW: number;
  readonly magnetisingA: number;
  readonly supplyV: number;
  readonly ratedSlip: number;
  readonly motorCoolingWPerK: number;
  readonly motorTimeS: number;
  readonly fluidCoolingWPerK: number;
  readonly fluidTimeS: number;
  readonly ambientC: number;
  readonly tankLitres: number;
  /** Vibration in g at rated speed, of pump and motor bearing. */
  readonly vibrationG: readonly [number, number];
  readonly imbalanceG: readonly [number, number];
  readonly cavitationG: readonly [number, number];
}

/** Flow, power and voltage of the rated point, where the curves above are anchored. */
export const rated = { flowLpm: 125, shaftW: 208, supplyV: 228 } as const;

/** The unit that a seed stands for. `variation` scales how much units differ; 0 gives the drawing. */
export function buildUnit(seed: number, variation = 1): LoopUnit {
  const random = new Random(mixSeed(seed, 0));
  const about = (value: number, spread: number) =>
    value * (1 + variation * spread * random.centred());
  const both = (pump: number, motor: number, spread: number): readonly [number, number] => [
    about(pump, spread),
    about(motor, spread),
  ];
  return {
    shutOffBar: about(0.75, 0.01),
    pumpCurve: about(2.05e-5, 0.015),
    pipeCurve: about(1.6e-5, 0.015),
    valveCurve: about(6.1e-6, 0.015),
    valveOpening: 0.8,
    staticBar: 0.05,
    leakCurve: 28,
    idleW: about(90, 0.015),
    perFlowW: about(0.944, 0.01),
    motorEfficiency: about(0.72, 0.005),
    fixedLossW: about(60, 0.015),
    magnetisingA: about(1.8, 0.01),
    supplyV: about(rated.supplyV, 0.004),
    ratedSlip: 0.04,
    motorCoolingWPerK: about(2.13, 0.008),
    motorTimeS: 1_800,
    fluidCoolingWPerK: about(41, 0.02),
    fluidTimeS: 4_000,
    ambientC: about(22, 0.015),
    tankLitres: 60,
    vibrationG: both(0.2, 0.27, 0.03),
    imbalanceG: both(0.3, 0.22, 0.05),
    cavitationG: both(0.22, 0.12, 0.05),
  };
}
