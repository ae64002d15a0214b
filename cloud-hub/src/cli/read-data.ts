import { areFolders } from '../dataset/frames/frame-folder.ts';
import { readTables, type TableSet } from '../dataset/read-tables.ts';
import type { DataOptions } from './data-options.ts';
import { usageError } from './exit.ts';
import { Progress } from './progress.ts';

/** The recordings that the command line names. @throws CliError usage where they are folders of frames */
export async function readData(options: DataOptions): Promise<TableSet> {
  if (await areFolders(options.data))
    throw usageError(
      `--data ${options.data[0]} is a folder: recordings of sensors are files. A network that takes frames is ` +
        'brought in by `lookout import`; none is trained on frames here',
    );
  const { data, label, ignore = [], time, period, skipMissing = false, unit, range } = options;
  const progress = new Progress('Reading', process.stderr, Date.now);
  const request = {
    label: label ?? null,
    ignore,
    time: time ?? null,
    channels: null,
    periodMs: period ?? null,
    skipMissing,
  };
  return readTables(data, request, { units: unit, ranges: range }, (done) => {
    if (process.stderr.isTTY) progress.update(done / data.length);
  }).finally(() => progress.finish());
}
