import { operatingPoint } from './hydraulics.ts';
import { readInstruments } from './instruments.ts';
import { type FaultLevels, noFaults, rampFaults } from './loop-faults.ts';
import type { LoopState, PlantPoint } from './loop-state.ts';
import { buildUnit, type LoopUnit } from './loop-unit.ts';
import { motorPoint } from './motor.ts';
import { mixSeed, Random } from './random.ts';
import { type Surroundings, surroundingsOf } from './surroundings.ts';

/** A unit in its surroundings: what does not change while it runs. */
export interface WaterLoop {
  readonly unit: LoopUnit;
  readonly surroundings: (timeS: number) => Surroundings;
}

export interface LoopStep {
  readonly state: LoopState;
  /** One value per channel of `loopChannels`. */
  readonly values: Float64Array;
}

const lagS = { flow: 0.7, speed: 0.4, turbulence: 3, ripple: 2 } as const;
const refillLpm = 10;
/** Three time constants of the water; the seconds divide evenly. */
const settleS = 12_000;
const settleStepS = 30;
/** Below this level the inlet draws air. */
const inletLevel = 0.3;

/**
 * @param seed of the unit: every seed is another unit of one make.
 * @param run another stretch of weather, load and noise of the same unit.
 * @param variation scales how far units differ from the drawing.
 */
export function buildLoop(seed: number, run: number, variation = 1): WaterLoop {
  return {
    unit: buildUnit(seed, variation),
    surroundings: surroundingsOf(mixSeed(run, seed)),
  };
}

/** A loop that has run for long: warm, the tank full, no fault. */
export function settledState(loop: WaterLoop, run: number): LoopState {
  let state: LoopState = {
    timeS: -settleS,
    random: mixSeed(run, 2),
    speed: 1,
    dischargeBar: 0,
    pumpLpm: 0,
    flowLpm: 0,
    motorC: loop.unit.ambientC + 66,
    fluidC: loop.unit.ambientC + 5,
    level: 1,
    turbulence: 0,
    ripple: 0,
    faults: noFaults,
    stuckBar: null,
  };
  while (state.timeS < 0) state = advance(loop, state, settleStepS, noFaults).state;
  return state;
}

/**
 * One step of a water-circulation loop: tank → pump → valve → meter → tank. Pure.
 *
 * Pressure and flow settle where the pump's curve meets the system's (hydraulics.ts) and get there with a
 * lag of 0.7 s; the motor's power, current and slip follow from flow and speed (motor.ts). Motor and water
 * are one heat store each, C·dT/dt = heat − G·(T − ambient), warmed by the motor's losses and by all shaft
 * power. The tank loses what a hole lets out and is made up with at most 10 l/min; once its inlet draws
 * air the pump cavitates. Vibration is that of running speed, added mass, recirculation and bubbles
 * (instruments.ts). Operator, mains and weather vary slowly within bounds (surroundings.ts).
 */
export function stepLoop(
  loop: WaterLoop,
  state: LoopState,
  dtS: number,
  targets: FaultLevels = noFaults,
): LoopStep {
  const { state: next, point, random } = advance(loop, state, dtS, targets);
  const { values, stuckBar } = readInstruments(loop.unit, next, point, random);
  return { state: { ...next, random: random.state, stuckBar }, values };
}

function advance(loop: WaterLoop, state: LoopState, dtS: number, targets: FaultLevels) {
  const { unit } = loop;
  const random = new Random(state.random);
  const timeS = state.timeS + dtS;
  const faults = rampFaults(state.faults, targets, dtS);
  const turbulence = wander(state.turbulence, dtS, lagS.turbulence, random);
  const ripple = wander(state.ripple, dtS, lagS.ripple, random);
  const demand = demands(unit, loop.surroundings(timeS));
  const supplyV = demand.supplyV * (1 + 0.002 * ripple);
  const dry = Math.max(0, (inletLevel - state.level) / inletLevel);
  const cavitation = Math.max(faults.cavitation, dry);
  const roughness = Math.abs(1 + 0.4 * random.normal());

  const settled = operatingPoint(unit, {
    speed: state.speed * demand.speed,
    suctionBar: 0.04 * state.level,
    opening: demand.opening * (1 - 0.92 * faults['valve-closing']),
    leak: faults.leak,
    headLeft: 1 - 0.3 * cavitation * roughness,
  });
  const pumpLpm = relax(state.pumpLpm, settled.pumpLpm, dtS, lagS.flow);
  const motor = motorPoint(unit, {
    speed: state.speed * demand.speed,
    pumpLpm,
    supplyV,
    density: 1 - 0.2 * cavitation * roughness,
    friction: 0.05 * faults['rotor-imbalance'],
  });
  const refill = Math.min(refillLpm, 200 * (1 - state.level));
  const level = state.level + ((refill - settled.leakLpm) * dtS) / 60 / unit.tankLitres;
  const motorTargetC = demand.ambientC + motor.lossW / unit.motorCoolingWPerK;
  // All shaft power ends as heat in the water.
  const fluidTargetC = demand.ambientC + motor.shaftW / unit.fluidCoolingWPerK;
  const next: LoopState = {
    timeS,
    random: random.state,
    speed: relax(state.speed, motor.speed, dtS, lagS.speed),
    dischargeBar: relax(state.dischargeBar, settled.dischargeBar, dtS, lagS.flow),
    pumpLpm,
    flowLpm: relax(state.flowLpm, settled.flowLpm, dtS, lagS.flow),
    motorC: relax(state.motorC, motorTargetC, dtS, unit.motorTimeS),
    fluidC: relax(state.fluidC, fluidTargetC, dtS, unit.fluidTimeS),
    level: Math.min(1, Math.max(0, level)),
    turbulence,
    ripple,
    faults,
    stuckBar: state.stuckBar,
  };
  const point: PlantPoint = { ...motor, supplyV, cavitation, roughness };
  return { state: next, point, random };
}

/** What surroundings ask of the loop: the operator's valve, the drive's set-point, mains and weather. */
const demands = (unit: LoopUnit, around: Surroundings) => ({
  supplyV: unit.supplyV * (1 + 0.006 * around.supply),
  opening: unit.valveOpening * (1 + 0.02 * around.valve),
  speed: 1 + 0.006 * around.speed,
  ambientC: unit.ambientC + around.ambient,
});

/** First-order lag, exact for any step. */
const relax = (value: number, target: number, dtS: number, timeS: number): number =>
  target + (value - target) * Math.exp(-dtS / timeS);

/** Ornstein-Uhlenbeck process of unit variance, exact for any step. */
const wander = (value: number, dtS: number, timeS: number, random: Random): number => {
  const keep = Math.exp(-dtS / timeS);
  return value * keep + Math.sqrt(1 - keep ** 2) * random.normal();
};
