import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratchFolder } from '../../../../test/support/scratch.ts';
import { after, onTheGpu } from './placement.fixture.ts';
import { nothingKept } from './placement-state.ts';
import { PlacementStore } from './placement-store.ts';

const kept = { ...after(onTheGpu).state.kept, stream: 'press' };

test('what was saved is found again, and whether the agent stopped in order', async () => {
  await using folder = await scratchFolder();
  const store = new PlacementStore(folder.path, 'press');
  expect(store.open(1)).toEqual({ kept: nothingKept('press'), clean: true, damage: null });
  store.save(kept);
  expect(new PlacementStore(folder.path, 'press').open(1)).toEqual({
    ...{ kept, clean: false, damage: null },
  });
  store.save(kept, true);
  expect(store.open(1).clean).toBe(true);
});

test.each([
  ['torn', (text: string) => text.slice(0, 100)],
  ['of another stream', (text: string) => text.replace('"stream":"press"', '"stream":"pump"')],
  ['of another make', (text: string) => text.replace('"format":1', '"format":2')],
])('a file that is %s is set aside, and what was committed runs', async (_, spoil) => {
  await using folder = await scratchFolder();
  const store = new PlacementStore(folder.path, 'press');
  store.save(kept);
  const file = join(folder.path, 'press.json');
  writeFileSync(file, spoil(readFileSync(file, 'utf8')));
  const opened = store.open(7);
  expect(opened.kept).toEqual(nothingKept('press'));
  expect(opened.damage).toContain('set aside');
  expect(readdirSync(folder.path)).toEqual(['press.json.damaged-7']);
});
