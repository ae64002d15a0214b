import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratchFolder } from '../../../test/support/scratch.ts';
import { checkReportFile, writeReportFile } from './report-file.ts';

test('what cannot be written, or must not be replaced, is refused by name', async () => {
  await using scratch = await scratchFolder();
  const at = (name: string) => join(scratch.path, name);
  await mkdir(at('folder'));
  await writeFile(at('data.csv'), 'a,b\n1,2\n');
  const refused = [
    [at('folder'), 'is a folder'],
    [at('data.csv'), 'exists and is no HTML report'],
    [at('none/report.html'), `there is no folder ${at('none')}; make it first`],
    [at('data.csv/report.html'), `there is no folder ${at('data.csv')}`],
  ] as const;
  for (const [file, reason] of refused)
    await expect(checkReportFile(file)).rejects.toThrow(`--report ${file}: ${reason}`);
});

test('a new file, an empty one and an earlier report are written, whole', async () => {
  await using scratch = await scratchFolder();
  const file = join(scratch.path, 'report.html');
  await checkReportFile(file);
  await writeFile(file, '');
  await checkReportFile(file);
  await writeReportFile(file, '<!doctype html>one');
  await checkReportFile(file);
  await writeReportFile(file, '<!doctype html>two');
  expect(await readFile(file, 'utf8')).toBe('<!doctype html>two');
  expect(await readdir(scratch.path)).toEqual(['report.html']);
});

test('a write that fails says so in one line and leaves nothing behind', async () => {
  await using scratch = await scratchFolder();
  const file = join(scratch.path, 'folder');
  await mkdir(join(file, 'in it'), { recursive: true });
  await expect(writeReportFile(file, 'x')).rejects.toThrow(/--report .*: cannot be written \(E/);
  expect(await readdir(scratch.path)).toEqual(['folder']);
});
