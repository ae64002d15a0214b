import { randomUUID } from 'node:crypto';
import {
  type Dataset,
  type DatasetChange,
  type DatasetPreview,
  type DatasetSource,
  type DatasetSplit,
  defaultSplit,
  type RecordingQuery,
  type UploadQuery,
} from '@lookout/shared/protocol/datasets';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config/clock.ts';
import { Problem } from '../http/problem.ts';
import { checkRows } from './check-rows.ts';
import { DatasetRepository, type DatasetRow, nameTaken } from './dataset.repository.ts';
import { csvOf } from './dataset-csv.ts';
import { datasetOf } from './dataset-of-row.ts';
import { DatasetUses } from './dataset-uses.ts';
import { previewOf } from './preview.ts';
import { readTable } from './read-table.ts';
import { commonPeriod, readTables, type TableSet } from './read-tables.ts';
import { recordingOf, tableRequestOf } from './recordings-of.ts';
import { type ChunkColumns, type StoredRecording, unpackChunk } from './stored-recording.ts';
import { withUpload } from './uploaded-file.ts';

/** What a data set is made of, before it has an id. */
export interface DatasetDraft {
  readonly name: string;
  readonly note: string;
  readonly source: DatasetSource;
  readonly channels: DatasetRow['channels'];
  readonly periodMs: number;
  readonly recordings: readonly StoredRecording[];
  readonly warnings: readonly string[];
  readonly createdBy: string;
}

@Injectable()
export class DatasetService {
  constructor(
    private readonly repository: DatasetRepository,
    private readonly uses: DatasetUses,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  async list(): Promise<Dataset[]> {
    return (await this.repository.list()).map(datasetOf);
  }

  /** Those that are still there. */
  async present(ids: readonly string[]): Promise<Dataset[]> {
    return (await this.repository.findMany(ids)).map(datasetOf);
  }

  /** @throws Problem 404 notFound */
  async get(id: string): Promise<Dataset> {
    return datasetOf(await this.row(id));
  }

  /** @throws Problem 404 notFound */
  async getByName(name: string): Promise<Dataset> {
    const row = await this.repository.findByName(name);
    if (row === null) throw Problem.notFound(`data set "${name}"`);
    return datasetOf(row);
  }

  /** @throws Problem 409 nameTaken */
  async requireFree(name: string): Promise<void> {
    if ((await this.repository.findByName(name)) !== null) throw nameTaken(name);
  }

  /** @throws TableError, Problem 409 nameTaken */
  async add(draft: DatasetDraft): Promise<Dataset> {
    const { recordings, ...told } = draft;
    const warnings = [...draft.warnings, ...checkRows(draft)];
    const id = randomUUID();
    await this.repository.add(
      { ...told, id, warnings, split: defaultSplit, createdAt: this.now() },
      recordings,
    );
    return this.get(id);
  }

  /** @throws Problem 400 badTable, 409 nameTaken, 413 tooLarge */
  async upload(query: UploadQuery, body: NodeJS.ReadableStream, by: string): Promise<Dataset> {
    return withUpload(body, query.file, async (path) => {
      await this.requireFree(query.name);
      const set = await readTables([path], tableRequestOf(query, null));
      return this.add(draftOf(set, { ...query, createdBy: by }));
    });
  }

  /** One more file of the same channels and period. @throws Problem 400, 404, 409 inUse, 413 */
  async append(id: string, query: RecordingQuery, body: NodeJS.ReadableStream): Promise<Dataset> {
    const before = await this.get(id);
    const names = before.channels.map(({ name }) => name);
    await withUpload(body, query.file, async (path) => {
      const table = await readTable(path, tableRequestOf(query, names));
      commonPeriod([{ file: before.name, periodMs: before.periodMs }, table]);
      const stored = recordingOf(table);
      const warnings = checkRows({ ...before, recordings: [stored] });
      refuseUsed(await this.repository.append(id, stored, warnings));
    });
    return this.get(id);
  }

  /** @throws Problem 404 notFound, 409 nameTaken */
  async change(id: string, change: DatasetChange): Promise<Dataset> {
    await this.repository.change(id, change);
    return this.get(id);
  }

  /** @throws Problem 404 notFound, 409 inUse */
  async setSplit(id: string, split: DatasetSplit): Promise<Dataset> {
    await this.row(id);
    refuseUsed(await this.repository.setSplit(id, split));
    return this.get(id);
  }

  /** @throws Problem 404 notFound, 409 datasetInUse */
  async remove(id: string): Promise<void> {
    const use = await this.uses.find(id);
    if (use !== null)
      throw Problem.conflict(
        'datasetInUse',
        `This data set is needed by ${use}.`,
        'Wait until that has ended, or cancel it.',
      );
    if (!(await this.repository.remove(id))) throw Problem.notFound('data set of this id');
  }

  /** @throws Problem 404 notFound */
  async preview(id: string, points: number): Promise<DatasetPreview> {
    const row = await this.row(id);
    const { rows } = datasetOf(row);
    return previewOf(this.chunksOf(row), rows, row.channels.length, points);
  }

  /** @throws Problem 404 notFound */
  async csv(id: string): Promise<{ fileName: string; lines: AsyncGenerator<string> }> {
    const row = await this.row(id);
    const { recordings, channels, name } = row;
    const lines = csvOf(this.chunksOf(row), {
      channels,
      hasTimes: recordings.every(({ fromAt }) => fromAt !== null),
      isLabelled: recordings.some(({ anomalousRows }) => anomalousRows !== null),
    });
    return { fileName: `${name.replace(/[^\w.-]+/g, '-')}.csv`, lines };
  }

  private async *chunksOf({ id, recordings }: DatasetRow): AsyncGenerator<ChunkColumns> {
    for (const { place } of recordings)
      for await (const body of this.repository.chunks(id, place)) yield await unpackChunk(body);
  }

  private async row(id: string): Promise<DatasetRow> {
    const row = await this.repository.find(id);
    if (row === null) throw Problem.notFound('data set of this id');
    return row;
  }
}

/** What was read from files, as it is stored. */
export const draftOf = (
  { tables, channels, periodMs, warnings }: TableSet,
  told: Pick<DatasetDraft, 'name' | 'note' | 'createdBy'>,
): DatasetDraft => ({
  ...{ name: told.name, note: told.note, createdBy: told.createdBy },
  source: { kind: 'upload' },
  channels: channels.map(({ name, unit }) => ({ name, unit })),
  recordings: tables.map(recordingOf),
  ...{ periodMs, warnings },
});

function refuseUsed(done: boolean): void {
  if (!done)
    throw Problem.conflict(
      'inUse',
      'A detector was made of this data set, so its rows and its split stay as they are.',
      'Make a new data set.',
    );
}
