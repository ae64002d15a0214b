import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { scratchFolder } from '../../../test/support/scratch.ts';
import { sourceExecArgv } from '../../../test/support/source-process.ts';
import { lockFolder } from './folder-lock.ts';

const holder = fileURLToPath(new URL('./hold-folder.fixture.ts', import.meta.url));

test('a folder is made, and given free again', async () => {
  await using folder = await scratchFolder();
  const path = join(folder.path, 'a', 'b');
  lockFolder(path, 1)();
  lockFolder(path, 2)();
});

test('a second agent is told who holds the folder, until that one is killed', async () => {
  await using folder = await scratchFolder();
  const other = fork(holder, [folder.path], { execArgv: [...sourceExecArgv] });
  await once(other, 'message');
  expect(() => lockFolder(folder.path, 1)).toThrow(
    expect.objectContaining({
      code: 'inUse',
      message: expect.stringContaining(`process ${other.pid}`),
    }),
  );
  other.kill('SIGKILL');
  await once(other, 'exit');
  lockFolder(folder.path, 1)();
});

test('a folder that cannot be made is named', async () => {
  await using folder = await scratchFolder();
  const file = join(folder.path, 'file');
  writeFileSync(file, '');
  const path = join(file, 'data');
  expect(() => lockFolder(path, 1)).toThrow(
    expect.objectContaining({ code: 'unwritable', message: expect.stringContaining(path) }),
  );
});
