import { open } from 'node:fs/promises';
import {
  type Dataset,
  DatasetName,
  type PartName,
  partNames,
} from '@lookout/shared/protocol/datasets';
import { draftOf } from '../dataset/dataset.service.ts';
import { readTables, type TableSet } from '../dataset/read-tables.ts';
import { print } from './beside-hub.ts';
import type { DatasetAddOptions } from './dataset.ts';
import { onDatasets } from './dataset-store.ts';
import { CliError, exitCodes, usageError } from './exit.ts';
import { Progress } from './progress.ts';
import { table } from './table.ts';

export async function addDataset(
  name: string,
  files: readonly string[],
  options: DatasetAddOptions,
): Promise<void> {
  const wanted = nameOf(name);
  const set = await read(files, options);
  const dataset = await onDatasets(({ datasets }) =>
    datasets.add(draftOf(set, { name: wanted, note: options.note, createdBy: 'command line' })),
  );
  for (const warning of dataset.warnings) process.stderr.write(`lookout: warning: ${warning}\n`);
  print(options.json, dataset, `"${dataset.name}" holds ${inWords(dataset)}.`);
}

export async function listDatasets(json: boolean): Promise<void> {
  const all = await onDatasets(({ datasets }) => datasets.list());
  const lines = all.map((dataset) => [
    dataset.name,
    String(dataset.rows),
    String(dataset.channels.length),
    `${dataset.periodMs} ms`,
    sourceOf(dataset),
    new Date(dataset.createdAt).toISOString().slice(0, 16),
  ]);
  const header = ['data set', 'rows', 'channels', 'period', 'from', 'made'];
  print(json, all, lines.length === 0 ? 'There are no data sets.' : table(header, lines));
}

export async function showDataset(name: string, json: boolean): Promise<void> {
  const dataset = await onDatasets(({ datasets }) => datasets.getByName(name));
  const channels = dataset.channels.map(({ name: channel, unit }) =>
    unit === null ? channel : `${channel} [${unit}]`,
  );
  const text = [
    `"${dataset.name}": ${inWords(dataset)}`,
    ...(dataset.note === '' ? [] : [`  ${dataset.note}`]),
    `  from       ${sourceOf(dataset)}, made ${iso(dataset.createdAt)} by ${dataset.createdBy}`,
    `  channels   ${channels.join(', ')}`,
    ...dataset.recordings.map(
      ({ file, rows, fromAt, toAt, anomalousRows }) =>
        `  recording  ${file}: ${rows} rows${span(fromAt, toAt)}` +
        (anomalousRows === null ? '' : `, ${anomalousRows} anomalous`),
    ),
    ...partNames.map((part) => `  ${part.padEnd(11)}${partRows(dataset, part)} rows`),
    ...(dataset.usedAt === null ? [] : [`  in use since ${iso(dataset.usedAt)}`]),
    ...dataset.warnings.map((warning) => `  warning    ${warning}`),
  ];
  print(json, dataset, text.join('\n'));
}

export async function getDataset(name: string, out: string): Promise<void> {
  const rows = await onDatasets(async ({ datasets }) => {
    const dataset = await datasets.getByName(name);
    const file = await open(out, 'wx').catch((error: unknown) => {
      const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST';
      throw new CliError(
        exitCodes.failure,
        exists ? `${out} is there already; choose another file.` : `${out} cannot be written.`,
      );
    });
    try {
      const { lines } = await datasets.csv(dataset.id);
      for await (const part of lines) await file.writeFile(part);
    } finally {
      await file.close();
    }
    return dataset.rows;
  });
  process.stdout.write(`${rows} rows are in ${out}.\n`);
}

export async function removeDataset(name: string, json: boolean): Promise<void> {
  await onDatasets(async ({ datasets }) => datasets.remove((await datasets.getByName(name)).id));
  print(json, { name, removed: true }, `"${name}" is deleted.`);
}

/** @throws CliError */
export function nameOf(text: string): string {
  const name = DatasetName.safeParse(text);
  if (name.success) return name.data;
  throw usageError(`${text}: ${name.error.issues[0]?.message}`);
}

export const inWords = (dataset: Dataset): string =>
  `${dataset.rows} rows of ${dataset.channels.length} channels, a row every ${dataset.periodMs} ms` +
  span(dataset.fromAt, dataset.toAt);

function read(files: readonly string[], options: DatasetAddOptions): Promise<TableSet> {
  const { label = null, ignore = [], time = null, period = null, skipMissing, unit } = options;
  const progress = new Progress('Reading', process.stderr, Date.now);
  const request = { label, ignore, time, periodMs: period, skipMissing, channels: null };
  return readTables(files, request, { units: unit }, (done) => {
    if (process.stderr.isTTY) progress.update(done / files.length);
  }).finally(() => progress.finish());
}

const partRows = ({ parts }: Dataset, name: PartName): number =>
  parts.reduce((sum, { part, from, to }) => sum + (part === name ? to - from : 0), 0);

const sourceOf = ({ source }: Dataset): string =>
  source.kind === 'upload' ? 'upload' : `${source.device}/${source.stream}`;

const iso = (at: number): string => new Date(at).toISOString();

const span = (from: number | null, to: number | null): string =>
  from === null || to === null ? '' : `, ${iso(from)} to ${iso(to)}`;
