import { TableError } from '@lookout/shared/table/table-error';
import { describeUnusual } from './describe-unusual.ts';
import type { StoredRecording } from './stored-recording.ts';

/** So many values fit a hub's memory twice over: 16 million are 128 MB. */
export const maxValues = 16_000_000;
/** Fewer cannot be split into parts that mean anything. */
export const minRows = 100;

interface Rows {
  readonly recordings: readonly StoredRecording[];
  readonly channels: readonly { readonly name: string; readonly unit: string | null }[];
  readonly periodMs: number;
}

/**
 * What a person should know about the rows, one sentence each.
 * @throws TableError `tooFew`, `tooMany`
 */
export function checkRows({ recordings, channels, periodMs }: Rows): string[] {
  const rows = recordings.reduce((sum, { recording }) => sum + recording.rows, 0);
  if (rows < minRows)
    throw new TableError(
      'tooFew',
      `${rows} rows are too few to train, calibrate and validate on: record at least ${minRows}, better ` +
        `some thousands (${Math.ceil((minRows * periodMs) / 1000)} s make ${minRows})`,
    );
  if (rows * channels.length > maxValues)
    throw new TableError(
      'tooMany',
      `${rows} rows of ${channels.length} channels are ${rows * channels.length} values, and a data set ` +
        `holds ${maxValues} at most: leave columns or a part of the time out`,
    );
  const tables = recordings.map(({ recording }) => ({ recording }));
  return [...describeUnusual({ tables, channels }), ...recordings.flatMap(repeated)];
}

function repeated({ file, timesMs, recording }: StoredRecording): string[] {
  if (timesMs === null) return [];
  let same = 0;
  for (let row = 1; row < recording.rows; row++) if (timesMs[row] === timesMs[row - 1]) same++;
  return same === 0
    ? []
    : [`${file}: ${same} ${same === 1 ? 'row carries' : 'rows carry'} the time of the row before`];
}
