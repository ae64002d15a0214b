import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { eventually } from '../../../../test/support/eventually.ts';
import { isAlive } from '../../../../test/support/is-alive.ts';
import { scratchFolder } from '../../../../test/support/scratch.ts';
import { WorkerProcesses } from './worker-processes.ts';

/** A program that writes down its pid and stays until it is told to go, or its parent is gone. */
const program = `
  require('node:fs').appendFileSync(process.argv[1], process.pid + '\\n');
  process.on('SIGTERM', () => process.exit(0));
  process.on('disconnect', () => process.exit(0));
`;

test('a worker that is killed is replaced, and ends with the hub', async () => {
  await using scratch = await scratchFolder();
  const file = join(scratch.path, 'pids');
  await writeFile(file, '');
  const workers = new WorkerProcesses({
    count: 1,
    path: process.execPath,
    args: ['-e', program, file],
    env: process.env,
  });
  onTestFinished(() => workers.onApplicationShutdown());
  workers.onApplicationBootstrap();
  const pids = async (count: number) =>
    eventually(`${count} workers`, async () => {
      const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
      return lines.length >= count ? lines.map(Number) : null;
    });
  const [first = 0] = await pids(1);
  process.kill(first, 'SIGKILL');
  const [, second = 0] = await pids(2);
  expect(second).not.toBe(first);
  expect(isAlive(second)).toBe(true);
  await workers.onApplicationShutdown();
  expect(isAlive(second)).toBe(false);
  expect(await pids(2)).toHaveLength(2);
});
