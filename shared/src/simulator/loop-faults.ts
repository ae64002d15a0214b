/** Faults of the water loop; severity 0 to 1, where 1 is the fault at its worst. */
export const loopFaults = [
  'valve-closing', // the outlet valve loses up to 92 % of its opening
  'leak', // a hole after the pump: up to about 15 % of the flow runs past the meter and out of the loop
  'cavitation', // vapour at the impeller: less head, rough running
  'rotor-imbalance', // mass off the axis: vibration at running speed, a little more bearing friction
  'sensor-stuck', // the pressure transmitter repeats its last reading
  'sensor-drift', // the thermocouple reads up to 6 °C too much
] as const;
export type LoopFault = (typeof loopFaults)[number];

export type FaultLevels = Readonly<Record<LoopFault, number>>;

export const noFaults: FaultLevels = {
  'valve-closing': 0,
  leak: 0,
  cavitation: 0,
  'rotor-imbalance': 0,
  'sensor-stuck': 0,
  'sensor-drift': 0,
};

/** Seconds from nothing to severity 1, and back: a valve must be turned, a sensor is simply replaced. */
const ramps: Readonly<Record<LoopFault, { readonly onsetS: number; readonly endS: number }>> = {
  'valve-closing': { onsetS: 10, endS: 10 },
  leak: { onsetS: 3, endS: 3 },
  cavitation: { onsetS: 4, endS: 4 },
  'rotor-imbalance': { onsetS: 3, endS: 3 },
  'sensor-stuck': { onsetS: 0, endS: 0 },
  'sensor-drift': { onsetS: 60, endS: 0 },
};

/** Present levels → levels `dtS` later, each on its ramp towards its target. */
export function rampFaults(levels: FaultLevels, targets: FaultLevels, dtS: number): FaultLevels {
  const next = { ...levels };
  for (const fault of loopFaults) {
    const change = Math.min(1, Math.max(0, targets[fault])) - levels[fault];
    const rampS = change > 0 ? ramps[fault].onsetS : ramps[fault].endS;
    const most = rampS === 0 ? 1 : dtS / rampS;
    next[fault] = levels[fault] + Math.min(most, Math.max(-most, change));
  }
  return next;
}
