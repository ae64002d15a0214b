import type { RandomSource } from '../training/random-source.ts';

/** How a window lies in memory: [rows, channels] of a series, or [channels, rows · columns] of an image. */
export interface WindowLayout {
  readonly rows: number;
  readonly channels: number;
  readonly channelsFirst: boolean;
}

export const layoutOf = (shape: readonly number[]): WindowLayout => {
  const image = shape.length === 3;
  const size = shape.reduce((product, dim) => product * dim, 1);
  const channels = image ? (shape[0] ?? 1) : (shape.at(-1) ?? 1);
  return { rows: size / channels, channels, channelsFirst: image };
};

const limit = 10;

/**
 * Spoils one channel or more of a scaled window in place: step, ramp, noise, gain or stuck, of amplitude
 * 2·e^{0.7N}·N. A student that has seen only normal windows says something else than its teacher off
 * them, which is where detection happens (facts.md, "How far a VAE detector compresses").
 */
export function corruptWindow(
  window: Float32Array,
  layout: WindowLayout,
  random: RandomSource,
): void {
  const { rows, channels } = layout;
  const first = Math.floor(random.uniform() * channels);
  const share = random.uniform() ** 2;
  for (let channel = 0; channel < channels; channel++) {
    if (channel !== first && random.uniform() >= share) continue;
    const amplitude = 2 * Math.exp(0.7 * random.normal()) * random.normal();
    const from = Math.floor(random.uniform() * rows);
    const kind = Math.floor(random.uniform() * kinds.length);
    const change = kinds[kind];
    const held = window[place(layout, from, channel)] ?? 0;
    for (let row = from; row < rows; row++) {
      const at = place(layout, row, channel);
      const value = window[at] ?? 0;
      const progress = (row - from + 1) / (rows - from);
      const spoilt = change?.({ value, held, amplitude, progress, random }) ?? value;
      window[at] = Math.min(Math.max(spoilt, -limit), limit);
    }
  }
}

interface Spoiling {
  readonly value: number;
  /** What the channel showed where the fault began. */
  readonly held: number;
  readonly amplitude: number;
  /** From 0 to 1 over the fault. */
  readonly progress: number;
  readonly random: RandomSource;
}

const kinds: readonly ((spoiling: Spoiling) => number)[] = [
  ({ value, amplitude }) => value + amplitude, // step
  ({ value, amplitude, progress }) => value + amplitude * progress, // ramp
  ({ value, amplitude, random }) => value + amplitude * random.normal(), // noise
  ({ value, amplitude }) => value * (1 + amplitude), // gain
  ({ held, amplitude }) => held + 0.5 * amplitude, // stuck, off its place
];

const place = ({ rows, channels, channelsFirst }: WindowLayout, row: number, channel: number) =>
  channelsFirst ? channel * rows + row : row * channels + channel;
