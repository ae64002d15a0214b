import { type Recording, selectRows } from '@lookout/shared/detector/recording';
import type { DatasetChannel, PartName } from '@lookout/shared/protocol/datasets';
import { splitByTime } from '@lookout/shared/protocol/split-by-time';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config/clock.ts';
import { Problem } from '../http/problem.ts';
import { DatasetRepository, type DatasetRow } from './dataset.repository.ts';
import { unpackRecording } from './stored-recording.ts';

/** A data set as training takes it. */
export interface DatasetParts extends Readonly<Record<PartName, readonly Recording[]>> {
  readonly name: string;
  readonly channels: readonly DatasetChannel[];
  readonly periodMs: number;
  /** From which recording of `data` each of a part comes. */
  readonly sources: Readonly<Record<PartName, readonly number[]>>;
  /** All rows, each recording as it is. */
  readonly whole: readonly Recording[];
  /** For the bundle's provenance. */
  readonly data: readonly {
    readonly file: string;
    readonly sha256: string;
    readonly rows: number;
  }[];
}

/** Gives other rooms the rows of a data set, in its parts. */
@Injectable()
export class DatasetPartsService {
  constructor(
    private readonly repository: DatasetRepository,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  /**
   * The parts in order of time; from now on the data set's rows and split stay as they are.
   * @param nameOrId of the data set
   * @param windowLength no window of so many rows has rows of two parts
   * @throws Problem 404 notFound
   */
  async use(nameOrId: string, windowLength: number): Promise<DatasetParts> {
    const row = await this.freeze(nameOrId);
    const { name, channels, periodMs, recordings } = row;
    const gapRows = Math.max(row.split.gapRows, windowLength);
    const ranges = splitByTime(
      recordings.map(({ rows }) => rows),
      { ...row.split, gapRows },
    );
    const parts: Record<PartName, Recording[]> = { train: [], calibration: [], validation: [] };
    const sources: Record<PartName, number[]> = { train: [], calibration: [], validation: [] };
    const all: Recording[] = [];
    for (const [index, { place, rows }] of recordings.entries()) {
      const whole = await unpackRecording(
        this.repository.chunks(row.id, place),
        rows,
        channels.length,
      );
      all.push(whole);
      for (const { part, recording, from, to } of ranges) {
        if (recording !== index) continue;
        parts[part].push(selectRows(whole, (i) => i >= from && i < to));
        sources[part].push(index);
      }
    }
    const data = recordings.map(({ file, sha256, rows }) => ({ file, sha256, rows }));
    return { ...parts, name, channels, periodMs, sources, whole: all, data };
  }

  /**
   * From now on the data set's rows and split stay as they are.
   * @throws Problem 404 notFound
   */
  async freeze(nameOrId: string): Promise<DatasetRow> {
    const row = await this.find(nameOrId);
    await this.repository.markUsed(row.id, this.now());
    return row;
  }

  private async find(nameOrId: string): Promise<DatasetRow> {
    const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(nameOrId);
    const row =
      (await this.repository.findByName(nameOrId)) ??
      (isId ? await this.repository.find(nameOrId) : null);
    if (row === null) throw Problem.notFound(`data set "${nameOrId}"`);
    return row;
  }
}
