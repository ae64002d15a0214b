import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultDataDir, everyoneCanReach } from './data-dir.ts';

test.each([
  ['an ordinary user', false, false, '/home/me/lookout/.lookout'],
  ['root, where all may pass', true, true, '/home/me/lookout/.lookout'],
  ['root, below a private folder', true, false, '/var/lib/lookout/30ff479342dc4fa6'],
])('%s', (_who, isRoot, reachable, expected) => {
  expect(defaultDataDir('/home/me/lookout', isRoot, () => reachable)).toBe(expected);
});

test('two clones never share a folder', () => {
  const [a, b] = ['/root/a', '/root/b'].map((clone) => defaultDataDir(clone, true, () => false));
  expect(a).not.toBe(b);
});

test('a folder is out of reach as soon as one above it is closed', () => {
  const top = mkdtempSync(join(tmpdir(), 'lookout-reach-'));
  const inner = join(top, 'open', 'inner');
  mkdirSync(inner, { recursive: true });
  chmodSync(top, 0o700);
  expect(everyoneCanReach(inner)).toBe(false);
  expect(everyoneCanReach(join(inner, 'not made yet'))).toBe(false);
  chmodSync(top, 0o711);
  expect(everyoneCanReach(inner)).toBe(true);
  rmSync(top, { recursive: true });
});
