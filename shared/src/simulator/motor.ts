import { type LoopUnit, rated } from './loop-unit.ts';

export interface MotorLoad {
  /** Of rated speed. */
  readonly speed: number;
  /** Through the pump, l/min. */
  readonly pumpLpm: number;
  readonly supplyV: number;
  /** Of the water between the blades: vapour weighs nothing. */
  readonly density: number;
  /** Added bearing friction, share of the shaft power. */
  readonly friction: number;
}

export interface MotorPoint {
  readonly shaftW: number;
  readonly lossW: number;
  readonly currentA: number;
  /** The speed that the motor settles at under this load, of rated. */
  readonly speed: number;
}

/**
 * Induction motor on a radial pump. Shaft power rises with flow and falls with speed by the affinity laws
 * (n³ idle, n²·Q with flow); the current is the magnetising and the load part at right angles; slip grows
 * with the load and with the inverse square of the voltage.
 */
export function motorPoint(unit: LoopUnit, load: MotorLoad): MotorPoint {
  const hydraulicW =
    unit.idleW * load.speed ** 3 + unit.perFlowW * load.speed ** 2 * load.pumpLpm * load.density;
  const shaftW = hydraulicW * (1 + load.friction);
  const electricW = shaftW / unit.motorEfficiency + unit.fixedLossW;
  const voltage = load.supplyV / rated.supplyV;
  const slip = unit.ratedSlip * (shaftW / rated.shaftW) * voltage ** -2;
  return {
    shaftW,
    lossW: electricW - shaftW,
    currentA: Math.hypot(unit.magnetisingA * voltage, electricW / load.supplyV),
    speed: (1 - slip) / (1 - unit.ratedSlip),
  };
}
