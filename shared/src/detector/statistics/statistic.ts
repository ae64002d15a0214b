import type { Value } from '../../onnx/value.ts';

/** One number per window, 0 and up, and what each channel has to do with it. */
export interface Statistic {
  readonly value: Value; // [batch]
  /** By how much the value would fall if this channel alone were as the others say it should be. */
  readonly contribution: Value; // [batch, channels]
  /** The window as the statistic expects it, scaled. */
  readonly expected: Value; // [batch, windowLength, channels]
}

/** The scaled windows that statistics are taken of. */
export interface ScaledWindow {
  readonly value: Value; // [batch, windowLength, channels]
  readonly windowLength: number;
  readonly channels: number;
}
