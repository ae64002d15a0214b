import { expect, test } from 'vitest';
import { type Cut, throughCuts } from './cuts.fixture.ts';

/** `npm run power-cuts` goes through more: every cut-off, kills in the middle of a phase, one after the other. */
const cuts: readonly Cut[] = [
  { what: 'killed', phase: 'OFFERED' },
  { what: 'killed', phase: 'DOWNLOADING' },
  { what: 'killed', phase: 'SELF_TEST' },
  { what: 'killed', phase: 'SHADOW' },
  { what: 'killed', phase: 'TRIAL' },
  { what: 'killed', phase: 'COMMITTED' },
  { what: 'cut off', phase: 'DOWNLOADING' },
  { what: 'cut off', phase: 'TRIAL' },
];

test('killed with -9 or cut off as a phase begins, every device ends with the new model, and the hub knows it', async () => {
  const endings = await throughCuts(cuts);
  expect(endings.map(({ saved }) => saved)).toEqual(cuts.map(({ phase }) => phase));
  expect(endings.map(({ boots }) => boots)).toEqual([0, 0, 1, 1, 1, 1, 0, 0]);
}, 120_000);
