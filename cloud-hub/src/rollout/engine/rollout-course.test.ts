import { describe, expect, test } from 'vitest';
import type { RolloutSnapshot } from './rollout-state.ts';
import {
  hour,
  membersOf,
  minute,
  neverAway,
  noon,
  planOf,
  Simulation,
  sleeper,
  snapshotOf,
} from './simulate.fixture.ts';

const twoWaves = (given: object = {}) =>
  planOf({
    waves: [
      { name: 'a', members: { kind: 'rest' }, ...given },
      { name: 'b', members: { kind: 'rest' } },
    ],
  });
const inTwo = (first: number, second: number) => [
  ...membersOf(first),
  ...membersOf(second, { wave: 1 }, first),
];
const waveStates = (rollout: Simulation) => rollout.snapshot.waves.map(({ state }) => state);
const assigned = (rollout: Simulation) =>
  rollout.trace().filter((step) => step.startsWith('assign'));
const names = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => `d${String(from + i).padStart(4, '0')}`);

describe('when it starts', () => {
  const nightly = [{ days: [0, 1, 2, 3, 4, 5, 6], from: '22:00', to: '23:00', timeZone: 'UTC' }];
  test('at its time', () => {
    const plan = planOf({ schedule: { startAt: noon + hour } });
    const rollout = new Simulation(snapshotOf({ state: 'APPROVED', plan }));
    expect(rollout.decision).toMatchObject({
      steps: [],
      againAt: noon + hour,
      waitsFor: ['Starts at 2026-01-05 13:00 UTC'],
    });
    rollout.wait(hour);
    expect(rollout.snapshot.state).toBe('RUNNING');
  });
  test('in a maintenance window; who is on the way goes on after it, nobody begins', () => {
    const plan = planOf({ ...twoWaves(), schedule: { windows: nightly } });
    const rollout = new Simulation(snapshotOf({ state: 'APPROVED', plan, members: inTwo(2, 2) }));
    expect(rollout.decision).toMatchObject({ steps: [], againAt: noon + 10 * hour });
    expect(rollout.decision.waitsFor[0]).toBe(
      'The next maintenance window opens at 2026-01-05 22:00 UTC',
    );
    rollout
      .wait(10 * hour)
      .tell('DOWNLOADING')
      .wait(50 * minute)
      .tell('SHADOW')
      .wait(11 * minute)
      .tell('COMMITTED');
    expect(waveStates(rollout)).toEqual(['done', 'pending']);
    expect(rollout.decision.waitsFor[1]).toBe(
      'The next maintenance window opens at 2026-01-06 22:00 UTC',
    );
    rollout.idle(noon + 34 * hour - 1);
    expect(rollout.decision.againAt).toBe(noon + 34 * hour);
    rollout.wait(23 * hour);
    expect(waveStates(rollout)).toEqual(['done', 'running']);
  });
  test('a revert does not wait for a window', () => {
    const plan = planOf({ schedule: { windows: nightly } });
    const rollout = new Simulation(snapshotOf({ state: 'APPROVED', plan }));
    rollout
      .wait(10 * hour)
      .tell('COMMITTED')
      .wait(5 * hour);
    rollout.act({ act: 'abort', revert: true, reason: '' });
    expect(rollout.trace().filter((step) => step.startsWith('revert'))).toHaveLength(3);
  });
  test('the tail waits for a window too', () => {
    const plan = planOf({ schedule: { windows: nightly } });
    const rollout = new Simulation(snapshotOf({ state: 'APPROVED', plan }));
    rollout
      .presence(false, ['d0002'])
      .wait(10 * hour)
      .tell('COMMITTED')
      .wait(2 * hour)
      .presence(true, ['d0002']);
    expect(rollout.states().d0002).toBe('tail');
    rollout.idle(noon + 34 * hour - 1);
    expect(rollout.decision.againAt).toBe(noon + 34 * hour);
    rollout.idle(noon + 34 * hour);
    expect(rollout.states().d0002).toBe('assigned');
  });
});

describe('the tail', () => {
  test('blocks nobody, never fails, and is assigned after success', () => {
    const members = inTwo(3, 3).map((m) =>
      m.device === 'd0002' || m.device === 'd0005' ? { ...m, online: false, lastSeenAt: null } : m,
    );
    const rollout = new Simulation(snapshotOf({ plan: twoWaves(), members }));
    rollout.tell('COMMITTED').tell('COMMITTED').idle();
    expect(rollout.snapshot.state).toBe('SUCCEEDED');
    expect(rollout.decision.open).toBe(true);
    rollout.wait(1000 * hour).presence(true, ['d0005']);
    expect(rollout.states().d0005).toBe('assigned');
    rollout.tell('COMMITTED');
    expect(rollout.snapshot.state).toBe('SUCCEEDED');
    expect(rollout.states()).toMatchObject({ d0002: 'tail', d0005: 'succeeded' });
  });
  test('a wave of whom nobody is there passes on what an earlier one has shown', () => {
    const members = inTwo(1, 2).map((m) => (m.wave === 1 ? { ...m, online: false } : m));
    const rollout = new Simulation(snapshotOf({ plan: twoWaves(), members }));
    rollout.tell('COMMITTED');
    expect(rollout.snapshot.state).toBe('SUCCEEDED');
  });
  test('who comes back while the last are on the way follows: success waits for those only', () => {
    const members = membersOf(20).map((m) =>
      m.device === 'd0019' ? { ...m, online: false, lastSeenAt: null } : m,
    );
    const rollout = new Simulation(snapshotOf({ members })).tell('DOWNLOADING');
    rollout.tell(
      'COMMITTED',
      members.slice(0, 18).map(({ device }) => device),
    );
    expect(rollout.snapshot.waves[0]?.state).toBe('done');
    rollout.wait(minute).presence(true, ['d0019']);
    expect(rollout.states()).toMatchObject({ d0018: 'installing', d0019: 'assigned' });
    expect(rollout.snapshot.state).toBe('RUNNING');
    rollout.tell('COMMITTED', ['d0018']);
    expect(rollout.states().d0019).toBe('assigned');
    expect(rollout.snapshot.state).toBe('SUCCEEDED');
  });
  test('too many of it fail after success: it halts, and the others are not assigned', () => {
    const members = membersOf(6).map((m, i) => (i < 2 ? m : { ...m, online: false }));
    const rollout = new Simulation(snapshotOf({ members }));
    rollout.tell('COMMITTED').presence(true, ['d0002']);
    rollout.tell('FAILED', ['d0002']);
    expect(rollout.snapshot.state).toBe('HALTED');
    expect(rollout.reasons.at(-1)).toMatch(/^After it had succeeded: Wave "all": 1 failed: 1 of 6/);
    rollout.presence(true, ['d0003']);
    expect(rollout.states().d0003).toBe('tail');
  });
  test('went away after it was sent the assignment: sent once, and on its way when it is back', () => {
    const rollout = new Simulation(snapshotOf({ members: membersOf(10) }));
    rollout.presence(false, ['d0000']).idle(noon + 2 * minute);
    expect(rollout.states().d0000).toBe('tail');
    rollout
      .tell('COMMITTED')
      .wait(50 * hour)
      .presence(true, ['d0000'])
      .tell('OFFERED', ['d0000'])
      .tell('COMMITTED', ['d0000']);
    expect(rollout.states().d0000).toBe('succeeded');
    expect(assigned(rollout)).toHaveLength(10);
  });
});

describe('sleepers', () => {
  test('fall asleep on the way: not waited for, not failed', () => {
    const members = inTwo(4, 1).map((m) => ({
      ...m,
      habit: m.device < 'd0002' ? sleeper : neverAway,
    }));
    const rollout = new Simulation(snapshotOf({ plan: twoWaves({ successShare: 1 }), members }));
    rollout.tell('DOWNLOADING').presence(false, ['d0000', 'd0001']).wait(minute).tell('COMMITTED');
    expect(waveStates(rollout)).toEqual(['running', 'pending']);
    // The decision itself knows when they are no longer a mere reconnect.
    expect(rollout.decision.againAt).toBe(noon + 2 * minute);
    rollout.idle(noon + 2 * minute);
    expect(waveStates(rollout)).toEqual(['done', 'running']);
    rollout.tell('COMMITTED', ['d0004']);
    rollout
      .wait(7 * hour)
      .presence(true, ['d0000', 'd0001'])
      .tell('COMMITTED', ['d0000', 'd0001']);
    expect(new Set(Object.values(rollout.states()))).toEqual(new Set(['succeeded']));
  });
});

describe('in the middle of a wave', () => {
  const failing = (count: number, of: number, plan = planOf()): Simulation =>
    new Simulation(snapshotOf({ plan, members: membersOf(of) }))
      .tell('DOWNLOADING')
      .tell('FAILED', names(0, count));
  const plan = (wave: object) =>
    planOf({ waves: [{ name: 'all', members: { kind: 'rest' }, ...wave }] });
  test.each<[string, number, number, object, RolloutSnapshot['state']]>([
    ['one of one', 1, 1, {}, 'HALTED'],
    ['one of five', 1, 5, {}, 'HALTED'],
    ['one of ten is allowed', 1, 10, {}, 'RUNNING'],
    ['two of ten cannot get better', 2, 10, {}, 'HALTED'],
    ['the first of 100 may be chance', 1, 100, {}, 'RUNNING'],
    ['the first two of 100 are not', 2, 100, {}, 'HALTED'],
    ['unless a sample of 20 is wanted', 2, 100, { minSample: 20 }, 'RUNNING'],
    ['but the whole is certain to be exceeded', 11, 100, { minSample: 50 }, 'HALTED'],
    ['half may fail, four have', 4, 10, { maxFailureShare: 0.5, successShare: 0.5 }, 'RUNNING'],
    ['success cannot be reached', 3, 10, { maxFailureShare: 0.9, successShare: 0.8 }, 'HALTED'],
  ])('%s', (_, count, of, wave, state) =>
    expect(failing(count, of, plan(wave)).snapshot.state).toBe(state),
  );

  test('by the plain shares, once nobody is on the way', () => {
    const rollout = new Simulation(
      snapshotOf({ members: membersOf(30).map((m, i) => (i < 25 ? { ...m, online: false } : m)) }),
    );
    rollout.tell('FAILED', ['d0029']);
    expect(rollout.snapshot.state).toBe('RUNNING');
    rollout.tell('COMMITTED', names(25, 29));
    expect(rollout.reasons.at(-1)).toBe(
      'Wave "all": 1 failed: 1 of 5 (20 %) of those that ended, at most 10 % may fail',
    );
  });
  test('halted: everything on the way is held, silent ones and the tail too; no later wave is touched', () => {
    const rollout = new Simulation(snapshotOf({ plan: twoWaves(), members: inTwo(6, 20) }));
    rollout
      .tell('DOWNLOADING', names(0, 4))
      .presence(false, ['d0005'])
      .wait(3 * minute);
    rollout.tell('REJECTED', ['d0000'], { reason: { code: 'incompatible', text: 'no provider' } });
    expect(rollout.snapshot.state).toBe('HALTED');
    expect(rollout.snapshot.members.filter(({ hold }) => hold).map(({ device }) => device)).toEqual(
      names(1, 6),
    );
    expect(rollout.states()).toMatchObject({ d0001: 'held', d0004: 'held', d0005: 'tail' });
    rollout.presence(true, ['d0005']).idle();
    expect(rollout.states().d0005).toBe('held');
    expect(assigned(rollout)).toHaveLength(6);
  });
});

describe('persons', () => {
  test('paused: nothing new begins, those on the way go on', () => {
    const rollout = new Simulation(snapshotOf({ plan: twoWaves(), members: inTwo(2, 2) }));
    rollout.act({ act: 'pause', reason: '' });
    rollout.tell('COMMITTED').idle();
    expect(rollout.states()).toMatchObject({ d0000: 'succeeded', d0002: 'waiting' });
    expect(rollout.decision.waitsFor[0]).toBe('Paused: a person resumes or ends it');
    rollout.act({ act: 'resume' });
    expect(rollout.states().d0002).toBe('assigned');
  });
  test('paused, and a bad release halts all the same', () => {
    const rollout = new Simulation(snapshotOf());
    rollout.act({ act: 'pause', reason: '' });
    rollout.tell('FAILED');
    expect(rollout.snapshot.state).toBe('HALTED');
  });
  test('abort and keep: what is not committed is withdrawn, the rest stays', () => {
    const rollout = new Simulation(snapshotOf({ plan: twoWaves(), members: inTwo(12, 1) }));
    rollout.tell('DOWNLOADING').tell('COMMITTED', ['d0000']).tell('FAILED', ['d0001']);
    rollout.act({ act: 'abort', revert: false, reason: '' });
    expect(rollout.snapshot.state).toBe('ABORTED');
    expect(rollout.states()).toMatchObject({
      d0000: 'succeeded',
      d0001: 'failed',
      d0002: 'left',
      d0012: 'left',
    });
    expect(rollout.trace().filter((step) => step.startsWith('withdraw'))).toHaveLength(10);
    expect(rollout.decision).toMatchObject({ open: false, againAt: null });
  });
  test('abort and revert: committed ones go back, others are withdrawn, also one that committed unheard', () => {
    const rollout = new Simulation(snapshotOf({ members: membersOf(12) }));
    rollout.tell('DOWNLOADING').tell('COMMITTED', names(0, 3)).presence(false, ['d0003', 'd0004']);
    rollout.act({ act: 'abort', revert: true, reason: '' });
    const reverts = () => rollout.trace().filter((step) => step.startsWith('revert'));
    expect(reverts()).toEqual(['revert d0000', 'revert d0001', 'revert d0002']);
    expect(rollout.states().d0003).toBe('left');
    rollout.tell('COMMITTED', names(0, 3));
    expect(rollout.snapshot.state).toBe('REVERTED');
    expect(rollout.reasons.at(-1)).toBe('3 devices taken back');
    expect(rollout.decision.open).toBe(true);
    rollout.presence(true, ['d0003']).tell('COMMITTED', ['d0003']);
    expect(reverts()).toHaveLength(4);
    rollout.tell('COMMITTED', ['d0003']);
    expect(rollout.states().d0003).toBe('reverted');
  });
  test('a device that cannot go back is named, and does not hold the others up', () => {
    const rollout = new Simulation(snapshotOf());
    rollout.tell('COMMITTED').act({ act: 'abort', revert: true, reason: '' });
    rollout.tell('COMMITTED', ['d0000', 'd0001']).idle();
    expect(rollout.snapshot.state).toBe('REVERTED');
    expect(rollout.reasons.at(-1)).toBe('2 devices taken back, 1 could not be');
  });
});

describe('a newer rollout', () => {
  test('takes over all: superseded', () => {
    const rollout = new Simulation(snapshotOf())
      .tell('DOWNLOADING')
      .news(() => ({ superseded: true }));
    expect(rollout.snapshot.state).toBe('SUPERSEDED');
    expect(rollout.reasons).toEqual([
      'A newer rollout has taken over 3 devices; no member is left',
    ]);
    expect(rollout.decision).toMatchObject({ open: false, againAt: null });
  });
  test('takes over some: the others go on, and a revert does not touch what was taken over', () => {
    const rollout = new Simulation(snapshotOf()).tell('COMMITTED', ['d0000', 'd0001']);
    rollout
      .news(({ device }) => (device === 'd0000' ? { superseded: true } : null))
      .tell('COMMITTED', ['d0002']);
    expect(rollout.snapshot.state).toBe('SUCCEEDED');
    rollout.act({ act: 'abort', revert: true, reason: '' });
    expect(rollout.trace().filter((step) => step.startsWith('revert'))).toEqual([
      'revert d0001',
      'revert d0002',
    ]);
  });
  test('all revoked: over, with the reason', () => {
    const rollout = new Simulation(snapshotOf()).news(() => ({ revoked: true }));
    expect(rollout.snapshot.state).toBe('ABORTED');
    expect(rollout.reasons[0]).toContain('every device was revoked');
  });
});
