import { createReadStream } from 'node:fs';
import { SourceError } from '../source-error.ts';

const longestLine = 1024 * 1024;

/**
 * The lines of a text file in bunches, without their line breaks; files of any size.
 * @throws SourceError `fileUnreadable`; `badTable` where no line break comes for 1 MiB.
 */
export async function* readLines(file: string): AsyncGenerator<string[]> {
  const stream = createReadStream(file, { encoding: 'utf8', highWaterMark: 64 * 1024 });
  let rest = '';
  try {
    for await (const chunk of stream) {
      const lines = `${rest}${chunk}`.split(/\r?\n/);
      rest = lines.pop() ?? '';
      if (rest.length > longestLine)
        throw new SourceError(
          'badTable',
          'stopped',
          `${file}: no line break within 1 MiB; give a text file with one row per line`,
        );
      if (lines.length > 0) yield lines;
    }
    if (rest !== '') yield [rest];
  } catch (error) {
    throw error instanceof SourceError ? error : unreadable(file, error);
  } finally {
    stream.destroy();
  }
}

/** The first lines of a file, at most `count`. */
export async function readHead(file: string, count: number): Promise<string[]> {
  const head: string[] = [];
  for await (const lines of readLines(file)) {
    head.push(...lines.slice(0, count - head.length));
    if (head.length >= count) break;
  }
  return head;
}

function unreadable(file: string, error: unknown): SourceError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  const remedy = code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code})`;
  return new SourceError('fileUnreadable', 'stopped', `${file}: ${remedy}`);
}
