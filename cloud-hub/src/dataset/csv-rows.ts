import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { PassThrough, Readable } from 'node:stream';
import { type Delimiter, splitCells } from '@lookout/shared/table/cells';
import { TableError } from '@lookout/shared/table/table-error';
import { CsvError, parse } from 'csv-parse';

const headBytes = 64 * 1024;
const headLines = 100;

/** The first whole lines of a file, from which its shape is told. */
export async function readHead(file: string): Promise<string[]> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    throw unreadable(file, error);
  });
  try {
    const buffer = new Uint8Array(headBytes);
    const { bytesRead } = await handle.read(buffer, 0, headBytes, 0);
    const head = buffer.subarray(0, bytesRead);
    if (head.includes(0)) throw new TableError('malformed', notText, { file });
    const lines = new TextDecoder().decode(head).split('\n');
    // The last line may be cut in two.
    return lines.slice(
      0,
      bytesRead < headBytes ? headLines : Math.min(headLines, lines.length - 1),
    );
  } catch (error) {
    throw unreadable(file, error);
  } finally {
    await handle.close();
  }
}

const notText =
  'not a text file in UTF-8 (a spreadsheet, an archive or UTF-16?): export it as CSV in UTF-8';

export interface CsvRow {
  readonly cells: string[];
  /** Counts from 1. */
  readonly line: number;
}

/**
 * Streams the rows of a file, the header among them. `done` is called with the SHA-256 of its bytes.
 * @throws TableError `unreadable`, `malformed`
 */
export async function* readRows(
  file: string,
  delimiter: Delimiter,
  done: (sha256: string) => void,
): AsyncGenerator<CsvRow> {
  const hash = createHash('sha256');
  const bytes = Readable.from(hashed(createReadStream(file), hash));
  try {
    yield* delimiter === ' ' ? rowsOfBlanks(bytes) : rowsOfCsv(bytes, delimiter);
  } catch (error) {
    if (error instanceof CsvError) throw malformed(file, error);
    throw unreadable(file, error);
  } finally {
    bytes.destroy();
  }
  done(hash.digest('hex'));
}

async function* hashed(
  source: AsyncIterable<Buffer>,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    hash.update(chunk);
    yield chunk;
  }
}

async function* rowsOfCsv(bytes: Readable, delimiter: string): AsyncGenerator<CsvRow> {
  const parser = parse({
    delimiter,
    bom: true,
    trim: true,
    info: true,
    skip_empty_lines: true,
    // Checked against the header by the reader, whose message can name the file.
    relax_column_count: true,
  });
  bytes.once('error', (error) => parser.destroy(error));
  for await (const item of bytes.pipe(parser)) {
    const { record, info }: { record: string[]; info: { lines: number } } = item;
    yield { cells: record, line: info.lines };
  }
}

/** csv-parse cannot take a run of blanks for one delimiter. */
async function* rowsOfBlanks(bytes: Readable): AsyncGenerator<CsvRow> {
  const input = new PassThrough();
  bytes.once('error', (error) => input.destroy(error));
  let line = 0;
  for await (const text of createInterface({ input: bytes.pipe(input), crlfDelay: Infinity })) {
    line++;
    if (text.trim() !== '') yield { cells: splitCells(text, ' '), line };
  }
}

function malformed(file: string, error: CsvError): TableError {
  const lines: unknown = error.lines;
  const what = error.message.split('\n')[0] ?? error.code;
  return new TableError('malformed', `not well-formed CSV: ${what}`, {
    file,
    ...(typeof lines === 'number' ? { line: lines } : {}),
  });
}

function unreadable(file: string, error: unknown): unknown {
  if (error instanceof TableError || !(error instanceof Error) || !('code' in error)) return error;
  const reasons: Record<string, string> = {
    ENOENT: 'no such file',
    EISDIR: 'is a folder, expected a CSV file',
    EACCES: 'may not be read',
  };
  const reason = reasons[String(error.code)] ?? error.message;
  return new TableError('unreadable', reason, { file });
}
