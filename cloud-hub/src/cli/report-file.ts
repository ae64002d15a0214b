import { access, constants, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CliError, exitCodes } from './exit.ts';

const head = '<!doctype html>';

/**
 * Refuses a report that could not be written, before the work that it is to tell of. A file that is
 * there is replaced only if it is HTML: a recording named by mistake must not be lost.
 * @throws CliError naming the file
 */
export async function checkReportFile(file: string): Promise<void> {
  const refuse = (reason: string) => new CliError(exitCodes.failure, `--report ${file}: ${reason}`);
  const found = await stat(file).catch(() => null);
  if (found?.isDirectory()) throw refuse('is a folder; name a file in it, such as report.html');
  if (found !== null && !(await startsAsHtml(file)))
    throw refuse('exists and is no HTML report; name another file');
  const folder = dirname(file);
  const isFolder = await stat(folder).then(
    (s) => s.isDirectory(),
    () => false,
  );
  if (!isFolder) throw refuse(`there is no folder ${folder}; make it first`);
  for (const path of found === null ? [folder] : [folder, file])
    await access(path, constants.W_OK).catch((error: unknown) => {
      throw refuse(`${path} cannot be written (${codeOf(error)})`);
    });
}

/** Whole or not at all. @throws CliError naming the file */
export async function writeReportFile(file: string, content: string): Promise<void> {
  const draft = `${file}.part`;
  try {
    await writeFile(draft, content);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw new CliError(exitCodes.failure, `--report ${file}: cannot be written (${codeOf(error)})`);
  }
}

async function startsAsHtml(file: string): Promise<boolean> {
  await using handle = await open(file).catch(() => null);
  const found = await handle?.read(Buffer.alloc(head.length), 0, head.length, 0);
  const text = found?.buffer.subarray(0, found.bytesRead).toString() ?? '';
  return text === '' || text.toLowerCase() === head;
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);
