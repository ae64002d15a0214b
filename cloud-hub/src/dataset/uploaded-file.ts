import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, sep } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BundleError } from '@lookout/shared/bundle/bundle-error';
import { maxUploadBytes } from '@lookout/shared/protocol/datasets';
import { TableError } from '@lookout/shared/table/table-error';
import { Problem } from '../http/problem.ts';

/**
 * Writes the body of a request to a file that ends with `work`, which is given its path.
 * @throws Problem 400 badTable, 413 tooLarge
 */
export async function withUpload<T>(
  body: NodeJS.ReadableStream,
  name: string,
  work: (path: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'lookout-upload-'));
  try {
    const path = join(folder, fileName(name));
    await pipeline(body, limit(maxUploadBytes), createWriteStream(path, { mode: 0o600 }));
    return await work(path);
  } catch (error) {
    throw asProblem(error, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const fileName = (name: string): string =>
  basename(name.replaceAll('\\', '/'))
    .replace(/[^\p{L}\p{N} ._()-]/gu, '_')
    .slice(-120) || 'upload';

function limit(maxBytes: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes <= maxBytes) done(null, chunk);
      else
        done(
          new Problem(
            413,
            'tooLarge',
            `A file of more than ${maxBytes / 1024 / 1024} MiB is not taken.`,
            'Cut it by time: a data set may hold several recordings.',
          ),
        );
    },
  });
}

function asProblem(error: unknown, folder: string): unknown {
  if (!(error instanceof TableError) && !(error instanceof BundleError)) return error;
  const words = onPage(error.message.replaceAll(folder + sep, ''));
  return new Problem(400, 'badTable', words);
}

/** The readers speak of the options of the command line, which are fields here. */
const onPage = (words: string): string =>
  words
    .replace('--skip-missing leaves such rows out', '"Leave out rows with missing values" does so')
    .replace(/--ignore ("[^"]*")/g, '"Columns to ignore": $1')
    .replace(/--label ("[^"]*")/g, 'label column $1')
    .replace(/ with --period MS/g, ' in "Period"')
    .replace(/--period MS/g, '"Period"');
