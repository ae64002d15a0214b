import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratchFolder } from '../../../test/support/scratch.ts';
import { nextSessionNumber } from './session-number.ts';

const now = 1_700_000_000_000;

test('it rises by one at every start', async () => {
  await using folder = await scratchFolder();
  const first = nextSessionNumber(folder.path, now);
  expect(nextSessionNumber(folder.path, now)).toBe(first + 1);
  expect(nextSessionNumber(folder.path, 0)).toBe(first + 2);
});

test.each(['', 'nonsense', '-4', '1e99'])(
  'a file with %j does not let it fall',
  async (content) => {
    await using folder = await scratchFolder();
    const before = nextSessionNumber(folder.path, now - 60_000);
    await writeFile(join(folder.path, 'session'), content);
    expect(nextSessionNumber(folder.path, now)).toBeGreaterThan(before);
  },
);
