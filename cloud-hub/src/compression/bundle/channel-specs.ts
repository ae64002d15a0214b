import type { ChannelSpec } from '@lookout/shared/bundle/detector-input';
import type { ChannelScale } from '@lookout/shared/detector/scaling';
import { fitSensorLimits, type MeasuringRange } from '@lookout/shared/detector/sensor-limits';
import type { CsvColumn } from '@lookout/shared/table/csv-shape';
import type { TrainingRows } from './training-rows.ts';

export interface ToldChannels {
  readonly channels: readonly CsvColumn[];
  readonly windowLength: number;
  /** By channel name. */
  readonly ranges?: ReadonlyMap<string, MeasuringRange>;
}

/** What a manifest says of the channels: what was measured on the rows, and what was told. */
export function channelSpecs(
  { channels, windowLength, ranges }: ToldChannels,
  rows: TrainingRows,
  scaling: readonly ChannelScale[],
): ChannelSpec[] {
  const limits = fitSensorLimits(rows.all, windowLength);
  return channels.map(({ name, unit }, i): ChannelSpec => {
    const [scale, limit] = [scaling[i], limits[i]];
    if (!scale || !limit) throw new RangeError(`channel "${name}" has no values`);
    const range = ranges?.get(name);
    const stated = range ? { plausibleMin: range.min, plausibleMax: range.max } : {};
    return { name, unit, ...scale, ...limit, ...stated };
  });
}
