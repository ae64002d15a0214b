import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Recording } from '@lookout/shared/detector/recording';
import { packColumns, unpackColumns } from '@lookout/shared/table/packed-columns';

/** A recording with what a data set keeps beside the rows. */
export interface StoredRecording {
  /** Where it came from, for people. */
  readonly file: string;
  readonly sha256: string;
  /** ms UTC of each row; null where the rows carry no times. */
  readonly timesMs: ArrayLike<number> | null;
  readonly recording: Recording;
}

const valuesPerChunk = 256 * 1024;
const ownColumns = 3;

const zip = promisify(gzip);
const unzip = promisify(gunzip);

/** The rows in chunks of bounded size: time, break and label (NaN where there is none), then the channels. */
export async function* packRecording({
  timesMs,
  recording,
}: Pick<StoredRecording, 'timesMs' | 'recording'>): AsyncGenerator<Buffer> {
  const { rows, channels, values, breakBefore, labels } = recording;
  const perChunk = Math.max(1, Math.floor(valuesPerChunk / (channels + ownColumns)));
  for (let from = 0; from < rows; from += perChunk) {
    const length = Math.min(perChunk, rows - from);
    const column = (at: (row: number) => number) =>
      Float64Array.from({ length }, (_, i) => at(from + i));
    const columns = [
      column((row) => timesMs?.[row] ?? Number.NaN),
      column((row) => breakBefore[row] ?? 0),
      column((row) => labels?.[row] ?? Number.NaN),
      ...Array.from({ length: channels }, (_, c) =>
        column((row) => values[row * channels + c] ?? Number.NaN),
      ),
    ];
    yield await zip(packColumns(columns), { level: 5 });
  }
}

/** Rows of one chunk, as columns. */
export interface ChunkColumns {
  readonly rows: number;
  readonly timesMs: Float64Array | null;
  readonly breakBefore: Float64Array;
  readonly labels: Float64Array | null;
  readonly channels: readonly Float64Array[];
}

/** @throws Error where the body is not what `packRecording` made */
export async function unpackChunk(body: Uint8Array): Promise<ChunkColumns> {
  const [times, breaks, labels, ...channels] = unpackColumns(await unzip(body));
  if (times === undefined || breaks === undefined || labels === undefined)
    throw new RangeError('a chunk of a data set lacks its columns');
  const present = (column: Float64Array) => (Number.isNaN(column[0]) ? null : column);
  return {
    rows: times.length,
    timesMs: present(times),
    breakBefore: breaks,
    labels: present(labels),
    channels,
  };
}

/** All chunks of one recording as the detector takes it. */
export async function unpackRecording(
  bodies: AsyncIterable<Uint8Array>,
  rows: number,
  channels: number,
): Promise<Recording> {
  const values = new Float64Array(rows * channels);
  const breakBefore = new Uint8Array(rows);
  const labels = new Uint8Array(rows);
  let isLabelled = false;
  let start = 0;
  for await (const body of bodies) {
    const chunk = await unpackChunk(body);
    chunk.channels.forEach((column, c) => {
      for (let i = 0; i < chunk.rows; i++) values[(start + i) * channels + c] = column[i] ?? 0;
    });
    breakBefore.set(chunk.breakBefore, start);
    if (chunk.labels !== null) {
      isLabelled = true;
      labels.set(chunk.labels, start);
    }
    start += chunk.rows;
  }
  return { rows, channels, values, breakBefore, labels: isLabelled ? labels : null };
}
