import { readTables, type TableSet } from '../dataset/read-tables.ts';
import type { DataOptions } from './data-options.ts';
import { Progress } from './progress.ts';

/** The recordings that the command line names. */
export function readData(options: DataOptions): Promise<TableSet> {
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
