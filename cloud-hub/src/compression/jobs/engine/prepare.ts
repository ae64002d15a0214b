import { countRows } from '@lookout/shared/detector/recording';
import type { JobOrder } from '@lookout/shared/protocol/jobs';
import type { EngineIo } from './engine.ts';
import { judgedBy, recordingsOf } from './job-recordings.ts';
import { type Prepared, packRecordings, unpackRecordings } from './recordings-file.ts';

const artefact = 'work/recordings';

/** What the recordings are read for. */
export interface DetectorShape {
  /** These and in this order; null: all that there are. */
  readonly channels: readonly string[] | null;
  readonly windowLength: number;
}

/** The stage `prepare` of every kind of job: reads the files once, however often the job is taken up. */
export async function prepare(
  { data, labelled, reading, request }: JobOrder,
  detector: DetectorShape,
  { files, store, onProgress, signal }: EngineIo,
): Promise<Prepared> {
  const tell = (fraction: number, message: string) =>
    onProgress({
      stage: 'prepare',
      state: fraction < 1 ? 'running' : 'done',
      fraction,
      message,
    });
  const kept = await store.read(artefact);
  if (kept !== null) {
    const prepared = unpackRecordings(kept);
    tell(1, describe(prepared));
    return prepared;
  }
  tell(0, 'Reading the recordings');
  const base = { options: reading, labelColumn: request.labelColumn ?? null, ...detector };
  const train = await recordingsOf(data, 'learn', base, files);
  signal.throwIfAborted();
  tell(0.6, describe({ train, labelled: null }));
  const names = train.channels.map(({ name }) => name);
  const judged = await judgedBy({ data, labelled }, { ...base, channels: names }, files);
  const prepared = { train, labelled: judged };
  signal.throwIfAborted();
  await store.write(artefact, packRecordings(prepared));
  tell(1, describe(prepared));
  return prepared;
}

function describe({ train, labelled }: Prepared): string {
  const rows = (tables: Prepared['train']['tables']) =>
    countRows(tables.map(({ recording }) => recording))
      .toLocaleString('en')
      .replaceAll(',', '\u202f');
  const learned = `${rows(train.tables)} rows of ${train.channels.length} channels`;
  const read =
    labelled === null ? learned : `${learned}; ${rows(labelled.tables)} rows to judge by`;
  return [...new Set([read, ...train.warnings, ...(labelled?.warnings ?? [])])].join('\n');
}
