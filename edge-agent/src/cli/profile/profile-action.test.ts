import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratchFolder } from '../../../../test/support/scratch.ts';
import { writeToyBundle } from '../../../../test/support/toy-bundle.ts';
import { writeToyImageBundle } from '../../../../test/support/toy-image-bundle.ts';
import { withinRun } from './profile-action.ts';

test('frames are timed in runs as the agent makes them, rows as was asked', async () => {
  await using folder = await scratchFolder();
  const channels = [{ name: 'pressure', mean: 0, sd: 1 }];
  const rows = { bundle: writeToyBundle(join(folder.path, 'rows'), { channels }) };
  const frames = { bundle: writeToyImageBundle(join(folder.path, 'frames'), { side: 224 }) };
  expect(withinRun([1, 32, 256], [rows])).toEqual([1, 32, 256]);
  expect(withinRun([1, 2, 32, 256], [rows, frames])).toEqual([1, 2, 3]);
});
