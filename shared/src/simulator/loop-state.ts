import type { FaultLevels } from './loop-faults.ts';
import type { MotorPoint } from './motor.ts';

export interface LoopState {
  readonly timeS: number;
  /** State of the random generator, so that a step is a pure function. */
  readonly random: number;
  /** Of rated. */
  readonly speed: number;
  readonly dischargeBar: number;
  readonly pumpLpm: number;
  readonly flowLpm: number;
  readonly motorC: number;
  readonly fluidC: number;
  /** Filled share of the tank, 0 to 1. */
  readonly level: number;
  /** Turbulence in the flow and ripple of the supply, in standard deviations. */
  readonly turbulence: number;
  readonly ripple: number;
  readonly faults: FaultLevels;
  /** What the stuck transmitter goes on saying, bar; null while it works. */
  readonly stuckBar: number | null;
}

/** What the plant truly does during a step, before the instruments. */
export interface PlantPoint extends MotorPoint {
  readonly supplyV: number;
  /** 0 to 1: the fault, or an inlet that runs dry. */
  readonly cavitation: number;
  /** How rough cavitation is just now, 0 upwards, about 1 in the mean. */
  readonly roughness: number;
}
