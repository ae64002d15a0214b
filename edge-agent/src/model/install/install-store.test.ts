import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keysOf } from '@lookout/shared/collection/record-of';
import { expect, test } from 'vitest';
import { scratchFolder } from '../../../../test/support/scratch.ts';
import { after, wayTo } from './install.fixture.ts';
import { ownSlot } from './install-state.ts';
import { InstallStore } from './install-store.ts';

test.each(keysOf(wayTo))('%s is read back as it was saved', async (way) => {
  await using folder = await scratchFolder();
  const { state } = after(wayTo[way]);
  new InstallStore(folder.path, 'press').save(state);
  const opened = new InstallStore(folder.path, 'press').open(1);
  expect(opened).toEqual({ state, clean: false, damage: null });
  expect(readdirSync(folder.path)).toEqual(['press.json']);
});

test('an agent that stopped in order says so', async () => {
  await using folder = await scratchFolder();
  const store = new InstallStore(folder.path, 'press');
  store.save(after(wayTo.TRIAL).state, true);
  expect(store.open(1).clean).toBe(true);
});

test.each([
  ['cut off', '{"state":{"format":1'],
  ['empty', ''],
  ['of a newer agent', '{"state":{"format":2},"clean":true}'],
])('a file that is %s is set aside, and the own bundle is good', async (_, text) => {
  await using folder = await scratchFolder();
  writeFileSync(join(folder.path, 'press.json'), text);
  const opened = new InstallStore(folder.path, 'press').open(7);
  expect(opened.state).toMatchObject({ good: ownSlot, sequence: 0 });
  expect(opened.state.install).toMatchObject({ phase: 'FAILED', reason: { code: 'malformed' } });
  expect(opened.damage).toContain('press.json was damaged');
  expect(readdirSync(folder.path)).toEqual(['press.json.damaged-7']);
});

test('a save that a power cut left half written is not seen', async () => {
  await using folder = await scratchFolder();
  const store = new InstallStore(folder.path, 'press');
  const { state } = after(wayTo.SHADOW);
  store.save(state);
  writeFileSync(join(folder.path, 'press.json.new'), '{"state":');
  expect(store.open(1).state).toEqual(state);
});
