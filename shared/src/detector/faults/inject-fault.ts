import type { Random } from '../../simulator/random.ts';
import type { Recording } from '../recording.ts';
import { type ChannelLevel, channelLevels, columnOf } from './channel-level.ts';
import type { Fault } from './fault.ts';
import { faultShapes } from './shapes.ts';

/**
 * The recording as it would be had one sensor failed. Only that channel's values in
 * [fromRow, toRow) may differ, and exactly those rows are labelled in addition.
 * @param levels of all channels; those of this recording's normal rows where they are not given
 * @throws RangeError where there are no such rows, no such channel, the channel never moves (it cannot be
 * seen failing), or nothing elsewhere can stand in for a broken correlation
 */
export function injectFault(
  recording: Recording,
  fault: Fault,
  random: Random,
  levels: readonly ChannelLevel[] = channelLevels([recording]),
): Recording {
  const shown = faultyStretch(recording, fault, random, levels);
  if (shown === null)
    throw new RangeError(
      `no other ${fault.toRow - fault.fromRow} normal rows without a gap to show instead`,
    );
  const values = recording.values.slice();
  shown.forEach((value, i) => {
    values[(fault.fromRow + i) * recording.channels + fault.channel] = value;
  });
  const labels = recording.labels?.slice() ?? new Uint8Array(recording.rows);
  labels.fill(1, fault.fromRow, fault.toRow);
  return { ...recording, values, labels };
}

/**
 * What the failing channel shows from `fromRow` on: [toRow - fromRow]; null where nothing elsewhere can stand
 * in for a broken correlation.
 * @throws RangeError as injectFault does
 */
export function faultyStretch(
  recording: Recording,
  { kind, channel, fromRow, toRow, severity }: Fault,
  random: Random,
  levels: readonly ChannelLevel[],
): Float64Array | null {
  if (!(Number.isInteger(fromRow) && Number.isInteger(toRow)) || fromRow < 0)
    throw new RangeError(`rows ${fromRow} to ${toRow} are no rows`);
  if (fromRow >= toRow || toRow > recording.rows)
    throw new RangeError(`rows ${fromRow} to ${toRow} are not in ${recording.rows} rows`);
  const level = levels[channel];
  if (level === undefined || channel >= recording.channels)
    throw new RangeError(`no channel ${channel} in ${recording.channels}`);
  if (level.spread === 0) throw new RangeError(`channel ${channel} never moves`);
  if (!Number.isFinite(severity) || severity < 0)
    throw new RangeError(`severity ${severity} is no number from 0`);
  const { breakBefore, labels } = recording;
  const column = columnOf(recording, channel);
  const stretch = { ...level, column, fromRow, toRow, breakBefore, labels };
  return faultShapes[kind](stretch, severity, random);
}
