import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobData, JobOrder } from '@lookout/shared/protocol/jobs';
import { TableError } from '@lookout/shared/table/table-error';
import { describeUnusual } from '../../../dataset/describe-unusual.ts';
import { checkNamedColumns } from '../../../dataset/named-columns.ts';
import { readTable, type Table, type TableRequest } from '../../../dataset/read-table.ts';
import { readTables } from '../../../dataset/read-tables.ts';
import { JobError } from '../job-error.ts';
import { fromDataset, hasBothClasses, isSame } from './dataset-recordings.ts';
import type { JobFiles } from './engine.ts';
import type { Purpose, Reading } from './reading.ts';
import type { JobRecordings } from './recordings-file.ts';

/**
 * The recordings that an order names, wherever they are kept: the one place where a new source of data is
 * added. @throws JobError `noSuchUpload`, `noSuchDataset`, `missingChannels`; TableError, BundleError `channels` naming file and line
 */
export function recordingsOf(
  data: JobData,
  purpose: Purpose,
  reading: Reading,
  files: JobFiles,
): Promise<JobRecordings> {
  switch (data.kind) {
    case 'uploads':
      return fromUploads(data.ids, reading, files);
    case 'dataset':
      return fromDataset(data, purpose, reading, files);
  }
}

/** Null: nothing with labels of both kinds is at hand. @throws as `recordingsOf` */
export async function judgedBy(
  { data, labelled }: Pick<JobOrder, 'data' | 'labelled'>,
  reading: Reading,
  files: JobFiles,
): Promise<JobRecordings | null> {
  const source = labelled ?? data;
  if (labelled !== null && !(isSame(labelled, data) && labelled.kind === 'dataset'))
    return recordingsOf(labelled, 'all', reading, files);
  if (source.kind !== 'dataset') return null;
  const validation = await fromDataset(source, 'validate', reading, files);
  // Who named it is told what is wrong with it; where it was only at hand, one does without.
  return labelled !== null || hasBothClasses(validation) ? validation : null;
}

/** The reader streams files from disk, which also is where it counts lines; each has a folder of its own. */
async function fromUploads(
  ids: readonly string[],
  reading: Reading,
  files: JobFiles,
): Promise<JobRecordings> {
  const dir = await mkdtemp(join(tmpdir(), 'lookout-job-'));
  try {
    const paths: string[] = [];
    for (const [i, id] of ids.entries()) {
      const upload = await files.upload(id);
      if (upload === null)
        throw new JobError('noSuchUpload', `the uploaded file ${id} is gone: upload it again`);
      const path = join(dir, String(i), upload.name);
      await mkdir(join(dir, String(i)));
      await writeFile(path, upload.bytes);
      paths.push(path);
    }
    return await read(paths, reading, (text) => withoutFolders(text, dir));
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function read(
  paths: readonly string[],
  { options, labelColumn, channels }: Reading,
  nameOf: (path: string) => string,
): Promise<JobRecordings> {
  const request: TableRequest = {
    label: labelColumn,
    ignore: options.ignoreColumns,
    time: options.timeColumn,
    channels,
    periodMs: options.periodMs,
    skipMissing: options.skipMissing,
  };
  try {
    if (channels === null) {
      const set = await readTables(paths, request);
      const warnings = [...set.warnings, ...describeUnusual(set)].map(nameOf);
      return { ...set, warnings, tables: set.tables.map((table) => partOf(table, nameOf)) };
    }
    const tables: Table[] = [];
    for (const path of paths) tables.push(await readTable(path, request));
    const [first] = tables;
    if (first === undefined) throw new TableError('empty', 'no file is given');
    const { periodMs, channels: columns } = first;
    const named = [...new Set(tables.flatMap((table) => table.columns))];
    return {
      periodMs,
      channels: columns,
      tables: tables.map((table) => partOf(table, nameOf)),
      warnings: checkNamedColumns({ ...request, columns: named }).map(nameOf),
    };
  } catch (error) {
    if (!(error instanceof TableError)) throw error;
    const { file, ...place } = error.place;
    const named = file === undefined ? place : { ...place, file: nameOf(file) };
    throw new TableError(error.code, nameOf(error.what), named);
  }
}

const partOf = ({ file, sha256, recording }: Table, nameOf: (path: string) => string) => ({
  file: nameOf(file),
  sha256,
  recording,
});

/** People know their file by its name, not by where a worker put it. */
const withoutFolders = (text: string, dir: string): string =>
  text
    .split(`${dir}/`)
    .map((part, i) => (i === 0 ? part : part.replace(/^\d+\//, '')))
    .join('');
