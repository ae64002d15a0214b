import { column, loopChannels } from './loop-channels.ts';
import type { LoopState, PlantPoint } from './loop-state.ts';
import { type LoopUnit, rated } from './loop-unit.ts';
import type { Random } from './random.ts';

export interface Readings {
  readonly values: Float64Array;
  readonly stuckBar: number | null;
}

const driftC = 6;

/** What the eight instruments say, with noise, resolution and the faults that are theirs. */
export function readInstruments(
  unit: LoopUnit,
  state: LoopState,
  point: PlantPoint,
  random: Random,
): Readings {
  const truth = new Float64Array(loopChannels.length);
  truth[column.vibrationPump] = vibrationG(unit, state, point, 0);
  truth[column.vibrationMotor] = vibrationG(unit, state, point, 1);
  truth[column.current] = point.currentA;
  truth[column.pressure] = state.dischargeBar * (1 + 0.004 * state.turbulence);
  truth[column.motorTemperature] = state.motorC;
  truth[column.fluidTemperature] = state.fluidC + driftC * state.faults['sensor-drift'];
  truth[column.voltage] = point.supplyV;
  truth[column.flow] = state.flowLpm * (1 + 0.002 * state.turbulence);

  const values = truth.map((value, c) => {
    const { noiseSd, digits } = loopChannels[c] ?? { noiseSd: 0, digits: 15 };
    return Number((value + noiseSd * random.normal()).toFixed(digits));
  });
  const works = state.faults['sensor-stuck'] === 0;
  const stuckBar = works ? null : (state.stuckBar ?? values[column.pressure] ?? 0);
  if (stuckBar !== null) values[column.pressure] = stuckBar;
  return { values, stuckBar };
}

/**
 * RMS of parts that know nothing of each other: residual unbalance and added mass (both ∝ n²), flow away
 * from the design point (recirculation at the impeller), collapsing bubbles.
 */
function vibrationG(
  { vibrationG, imbalanceG, cavitationG }: LoopUnit,
  { speed, pumpLpm, faults }: LoopState,
  { cavitation, roughness }: PlantPoint,
  bearing: 0 | 1,
): number {
  const running = vibrationG[bearing] * speed ** 2;
  const mass = imbalanceG[bearing] * faults['rotor-imbalance'] * speed ** 2;
  const recirculation = 0.6 * vibrationG[bearing] * Math.max(0, 1 - pumpLpm / rated.flowLpm);
  return Math.hypot(running, mass, recirculation, cavitationG[bearing] * cavitation * roughness);
}
