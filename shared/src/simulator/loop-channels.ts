import type { ChannelInfo } from '../protocol/presence.ts';

interface LoopChannel extends ChannelInfo {
  /** Standard deviation of the instrument's white noise. */
  readonly noiseSd: number;
  /** Digits after the point that the instrument gives: finer than its noise, so it never stands still. */
  readonly digits: number;
}

/**
 * The channels of SKAB, in its order. Levels are those of its 2020-02-08 mode; the noise of current,
 * pressure and voltage is smaller than there, where the transmitters alias the mains; that of the
 * thermocouple is larger, so that the water's slow drift of some 0.05 °C stays within it.
 */
export const loopChannels = [
  { name: 'Accelerometer1RMS', unit: 'g', noiseSd: 0.0015, digits: 5 }, // on the pump's bearing
  { name: 'Accelerometer2RMS', unit: 'g', noiseSd: 0.0018, digits: 5 }, // on the motor's bearing
  { name: 'Current', unit: 'A', noiseSd: 0.02, digits: 4 },
  { name: 'Pressure', unit: 'bar', noiseSd: 0.005, digits: 5 }, // after the pump
  { name: 'Temperature', unit: '°C', noiseSd: 0.25, digits: 3 }, // motor body
  { name: 'Thermocouple', unit: '°C', noiseSd: 0.06, digits: 4 }, // fluid in the tank
  { name: 'Voltage', unit: 'V', noiseSd: 0.8, digits: 3 },
  { name: 'Volume Flow RateRMS', unit: 'l/min', noiseSd: 0.4, digits: 3 }, // before the return to the tank
] as const satisfies readonly LoopChannel[];

/** Column of each channel in a row. */
export const column = {
  vibrationPump: 0,
  vibrationMotor: 1,
  current: 2,
  pressure: 3,
  motorTemperature: 4,
  fluidTemperature: 5,
  voltage: 6,
  flow: 7,
} as const;
