import { describe, expect, test } from 'vitest';
import type { Happening } from './happening.ts';
import { after, fetched, progress, slot, tested, wayTo, wish } from './install.fixture.ts';
import { ownSlot, pinnedBundles } from './install-state.ts';

const died: Happening = { kind: 'died', how: 'SIGKILL' };
const crashed: Happening = { kind: 'started', clean: false };
const restarted: Happening = { kind: 'started', clean: true };
const settled: Happening = { kind: 'settled' };
const withdrawn: Happening = { kind: 'withdrawn' };
const broken: Happening = { kind: 'goodBroken' };
const held = wish(1, { hold: true });
const back = { target: ownSlot, revert: true };
const passed = (ms: number): Happening => ({ kind: 'passed', ms });
const committed = after(wayTo.COMMITTED).state;

/** Unclean starts in the trial, and after the commit; others between them. */
const settling: [string, readonly Happening[], string][] = [
  ['two', [crashed, crashed], 'COMMITTED'],
  ['three', [crashed, crashed, crashed], 'REVERTED'],
  ['three, the last when it had settled', [crashed, crashed, settled, crashed], 'COMMITTED'],
  ['three and ordinary restarts', [crashed, restarted, crashed, restarted, crashed], 'REVERTED'],
  ['many ordinary restarts', Array(9).fill(restarted), 'COMMITTED'],
  ['three, withdrawn meanwhile', [crashed, withdrawn, crashed, held, crashed], 'REVERTED'],
  ['deaths of the inference process', [died, died, died, passed(9e9)], 'COMMITTED'],
];

describe('until a committed bundle has settled', () => {
  test.each(settling)('unclean starts: %s', (_, happenings, phase) => {
    const { state } = after(happenings, committed);
    expect(state.install?.phase).toBe(phase);
    expect(state.good).toEqual(phase === 'COMMITTED' ? slot('a') : ownSlot);
    expect(state.install?.reason?.code).toBe(phase === 'COMMITTED' ? undefined : 'crashLoop');
  });

  test('those of its trial count too: one that killed the agent twice there has one left', () => {
    const again = [tested(), progress(10, 0), progress(10, 5)];
    const tried = after([crashed, tested(), crashed, ...again], after(wayTo.TRIAL).state);
    expect(tried.state.install?.phase).toBe('COMMITTED');
    const step = after([crashed], tried.state);
    expect(step.state).toMatchObject({ good: ownSlot, install: { phase: 'REVERTED', boots: 3 } });
    expect([step.acts.map(({ kind }) => kind), step.told.map(({ phase }) => phase)]).toEqual([
      ['sweep'],
      ['REVERTED'],
    ]);
    expect(pinnedBundles(step.state)).toEqual([]);
    // What comes later is a newer assignment's.
    expect(after([crashed, wish(1)], step.state).state.install?.phase).toBe('REVERTED');
    expect(after([wish(2)], step.state).state.install).toMatchObject({
      phase: 'OFFERED',
      boots: 0,
    });
  });

  test('the bundle before, not the own one, is what it goes back to', () => {
    const next = [
      wish(2, { target: slot('b') }),
      fetched,
      tested(),
      progress(10, 0),
      progress(10, 5),
    ];
    const { state } = after([settled, ...next, crashed, crashed, crashed], committed);
    expect(state).toMatchObject({ good: slot('a'), install: { phase: 'REVERTED', sequence: 2 } });
  });

  test.each([
    ['one that was gone back to', wish(2, back)],
    ['one that was good already', wish(2)],
  ])('%s stays', (_, again) => {
    const starts = [crashed, crashed, crashed, crashed];
    const { state } = after([again, fetched, tested(), ...starts], committed);
    expect(state.install).toMatchObject({ phase: 'COMMITTED', sequence: 2 });
  });

  test('one that cannot be loaded has given way already', () => {
    const { state } = after([broken, crashed, crashed, crashed], committed);
    expect(state).toMatchObject({ good: ownSlot, install: { phase: 'COMMITTED' } });
  });
});
