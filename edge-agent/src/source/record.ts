import { type FileHandle, open, rm } from 'node:fs/promises';
import type { ChannelInfo } from '@lookout/shared/protocol/presence';
import type { Clock } from './clock.ts';
import type { Sample, Source } from './source.ts';
import { SourceError } from './source-error.ts';

export interface RecordOptions {
  readonly clock: Clock;
  /** Ends the recording early; what is there stays. */
  readonly signal: AbortSignal;
  /** After every row that was written. */
  readonly onRow?: (rows: number) => void;
  /** What the source reports and goes on after. */
  readonly onError?: (error: SourceError) => void;
}

export interface RecordSummary {
  readonly rows: number;
  readonly channels: readonly string[];
  /** Channels without a single value in the first rows: this machine or plant does not have them. */
  readonly leftOut: readonly string[];
}

/** So many rows show which channels there are before the header is written. */
const probeRows = 5;

/**
 * Writes what a source gives into a new CSV for `durationMs`, so that a detector can be trained on it:
 * a `time` column (ISO 8601, UTC) and one column per channel with its unit; missing values are empty.
 *
 * @throws SourceError `fileUnwritable` (an existing file is never written over), or what stopped the source.
 */
export async function recordSource(
  source: Source,
  file: string,
  durationMs: number,
  { clock, signal, onRow, onError }: RecordOptions,
): Promise<RecordSummary> {
  const output = await create(file);
  const table = new CsvWriter(output, () => source.channels);
  const finished = new AbortController();
  const stopped = AbortSignal.any([signal, finished.signal]);
  let failure: unknown = null;
  const fail = (error: unknown) => {
    failure ??= error;
    finished.abort();
  };
  let writing: Promise<void> = Promise.resolve();
  try {
    await source.start({
      onSample: (sample) => {
        writing = writing.then(() => table.push(sample)).then(() => onRow?.(table.rows), fail);
        return writing;
      },
      onError: (error) => (error.effect === 'stopped' ? fail(error) : onError?.(error)),
      onEnd: () => finished.abort(),
    });
    await clock.wait(durationMs, stopped);
  } finally {
    await source.stop();
    await writing;
    await table.flush().catch(fail);
    await output.close();
    if (table.rows === 0) await rm(file);
  }
  if (failure !== null) throw failure instanceof SourceError ? failure : unwritable(file, failure);
  return { rows: table.rows, channels: table.names, leftOut: table.leftOut };
}

class CsvWriter {
  rows = 0;
  private kept: { readonly column: number; readonly channel: ChannelInfo }[] | null = null;
  private probe: Sample[] = [];

  constructor(
    private readonly output: FileHandle,
    private readonly channels: () => readonly ChannelInfo[],
  ) {}

  get names(): string[] {
    return (this.kept ?? []).map(({ channel }) => channel.name);
  }

  get leftOut(): string[] {
    const names = new Set(this.names);
    return this.channels().flatMap(({ name }) => (names.has(name) ? [] : name));
  }

  async push(sample: Sample): Promise<void> {
    this.rows += 1;
    if (this.kept !== null) return this.write([sample]);
    this.probe.push(sample);
    if (this.probe.length >= probeRows) await this.flush();
  }

  /** Writes the header and the first rows, where that is still to be done. */
  async flush(): Promise<void> {
    if (this.kept !== null) return;
    this.kept = this.channels()
      .map((channel, column) => ({ column, channel }))
      .filter(({ column }) => this.probe.some(({ values }) => values[column] !== null));
    const header = ['time', ...this.kept.map(({ channel }) => title(channel))];
    await this.output.appendFile(`${header.join(',')}\n`);
    await this.write(this.probe.splice(0));
  }

  private async write(samples: readonly Sample[]): Promise<void> {
    const lines = samples.map(({ at, sourceAt, values }) => {
      const cells = (this.kept ?? []).map(({ column }) => values[column] ?? '');
      return `${[new Date(sourceAt ?? at).toISOString(), ...cells].join(',')}\n`;
    });
    await this.output.appendFile(lines.join(''));
  }
}

const title = ({ name, unit }: ChannelInfo): string => {
  const text = unit === null ? name : `${name} [${unit}]`;
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

async function create(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'wx');
  } catch (error) {
    throw unwritable(file, error);
  }
}

function unwritable(file: string, error: unknown): SourceError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  const why =
    code === 'EEXIST' ? 'is there already; choose another name' : `cannot be written (${code})`;
  return new SourceError('fileUnwritable', 'stopped', `${file}: ${why}`);
}
