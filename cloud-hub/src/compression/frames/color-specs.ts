import type { ChannelSpec } from '@lookout/shared/bundle/detector-input';
import type { Recording } from '@lookout/shared/detector/recording';
import { fitScaling } from '@lookout/shared/detector/scaling';
import { fitSensorLimits } from '@lookout/shared/detector/sensor-limits';

const names: Readonly<Record<number, readonly string[]>> = {
  1: ['grey'],
  3: ['red', 'green', 'blue'],
};

/** Of a detector that looks at frames in so many colors; null where pictures are not read so. */
export const colorNames = (channels: number): readonly string[] | null => names[channels] ?? null;

/** The darkest frame had so many times more light than a covered lens, the brightest than a blinded one. */
const lightFactor = 10;
/** A lens that sees a still scene has noise: so many equal means are a picture that does not change. */
const leastStuckRows = 10;

/**
 * What a manifest says of the colors' means over a frame. A camera that sees nothing is a fault of its own,
 * and so is one that gives the same picture again and again; what is merely darker or brighter than ever must
 * reach the detector.
 * @param rows the means of all normal frames, a row a frame
 */
export function colorSpecs(rows: readonly Recording[]): ChannelSpec[] {
  const channels = rows[0]?.channels ?? 0;
  const scales = fitScaling(rows);
  const limits = fitSensorLimits(rows, 1);
  return scales.map((scale, color): ChannelSpec => {
    const { least, largest } = extremesOf(rows, color);
    const stuck = limits[color]?.stuckAfterRows ?? null;
    return {
      name: colorNames(channels)?.[color] ?? `color ${color + 1}`,
      unit: null,
      ...scale,
      plausibleMin: least / lightFactor,
      plausibleMax: 1 - (1 - largest) / lightFactor,
      stuckAfterRows: stuck === null ? null : Math.max(leastStuckRows, stuck),
    };
  });
}

function extremesOf(rows: readonly Recording[], color: number) {
  let [least, largest] = [1, 0];
  for (const { values, channels } of rows)
    for (let at = color; at < values.length; at += channels) {
      least = Math.min(least, values[at] ?? least);
      largest = Math.max(largest, values[at] ?? largest);
    }
  return { least, largest };
}
