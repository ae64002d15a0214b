import type { Recording } from './recording.ts';

/** Standardised values are cut here, so that one wild channel cannot drown the float32 arithmetic. */
export const clipAt = 50;

export interface ChannelScale {
  readonly mean: number;
  /** As measured: 0 for a channel that never moved. */
  readonly sd: number;
}

/** Mean and standard deviation of every channel over all rows. */
export function fitScaling(recordings: readonly Recording[]): ChannelScale[] {
  const channels = recordings[0]?.channels ?? 0;
  return Array.from({ length: channels }, (_, channel) => scaleOf(recordings, channel));
}

/** Two passes: one pass of squares cancels badly where the mean is large against the spread. */
function scaleOf(recordings: readonly Recording[], channel: number): ChannelScale {
  let count = 0;
  let sum = 0;
  eachValue(recordings, channel, (value) => {
    count++;
    sum += value;
  });
  const mean = sum / count;
  let squares = 0;
  eachValue(recordings, channel, (value) => {
    squares += (value - mean) ** 2;
  });
  return { mean, sd: Math.sqrt(squares / count) };
}

function eachValue(
  recordings: readonly Recording[],
  channel: number,
  visit: (value: number) => void,
): void {
  for (const { values, channels } of recordings)
    for (let i = channel; i < values.length; i += channels) visit(values[i] ?? 0);
}

/**
 * What a channel is divided by. A channel that never moved in training has no scale of its own: a
 * hundredth of its level, or 1 at level 0, lets a move show without blowing up on the last digit. A
 * spread below float32's resolution of the level is such a channel too.
 */
export function divisorOf({ mean, sd }: ChannelScale): number {
  const level = Math.abs(mean);
  if (sd > level * 1e-6 && sd > 1e-12) return sd;
  return level > 1e-12 ? level * 0.01 : 1;
}

/** z = (x - mean) / divisor, clipped: [rows, channels] in, [rows, channels] out. */
export function standardise(recording: Recording, scaling: readonly ChannelScale[]): Float64Array {
  const { channels, values } = recording;
  const means = scaling.map(({ mean }) => mean);
  const divisors = scaling.map(divisorOf);
  return values.map((value, i) => {
    const channel = i % channels;
    const z = (value - (means[channel] ?? 0)) / (divisors[channel] ?? 1);
    return Math.max(-clipAt, Math.min(clipAt, z));
  });
}
