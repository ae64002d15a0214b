import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parsePostmasterPid, runningPostmaster } from './postmaster.ts';

const file = (pid: number) => `${pid}\n/data\n1764000000\n5433\n\n127.0.0.1\n 38732 0\nready   \n`;

test.each([
  ['of a running server', file(4321), { pid: 4321, port: 5433 }],
  ['cut short by a full disk', '4321\n/data\n', null],
  ['empty', '', null],
  ['of a single-user backend', file(-4321), null],
])('a pid file %s', (_what, text, expected) => {
  expect(parsePostmasterPid(text)).toEqual(expected);
});

test('a pid that is now another program is no server: after a power cut numbers come again', () => {
  const dir = mkdtempSync(join(tmpdir(), 'lookout-pid-'));
  writeFileSync(join(dir, 'postmaster.pid'), file(process.pid));
  expect(runningPostmaster(dir)).toBeNull();
  rmSync(dir, { recursive: true });
});
