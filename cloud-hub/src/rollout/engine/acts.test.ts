import { type RolloutAct, RolloutState } from '@lookout/shared/protocol/rollouts';
import { describe, expect, test } from 'vitest';
import { applyAct } from './acts.ts';
import {
  hour,
  memberOf,
  membersOf,
  minute,
  noon,
  planOf,
  Simulation,
  snapshotOf,
  toldOf,
} from './simulate.fixture.ts';

const acts: Record<string, RolloutAct> = {
  approve: { act: 'approve' },
  pause: { act: 'pause', reason: '' },
  resume: { act: 'resume' },
  halt: { act: 'halt', reason: '' },
  abort: { act: 'abort', revert: false, reason: '' },
  revert: { act: 'abort', revert: true, reason: '' },
  startWave: { act: 'startWave' },
};
/** The state that an act leads to; null: refused. SUCCEEDED has a device in the tail. */
const table: Record<string, Partial<Record<RolloutState, RolloutState | 'same'>>> = {
  approve: { DRAFT: 'APPROVED' },
  pause: { APPROVED: 'PAUSED', RUNNING: 'PAUSED' },
  resume: { PAUSED: 'APPROVED', HALTED: 'RUNNING' },
  halt: { APPROVED: 'HALTED', RUNNING: 'HALTED', PAUSED: 'HALTED', SUCCEEDED: 'HALTED' },
  abort: {
    DRAFT: 'ABORTED',
    APPROVED: 'ABORTED',
    RUNNING: 'ABORTED',
    PAUSED: 'ABORTED',
    HALTED: 'ABORTED',
  },
  revert: {
    RUNNING: 'REVERTING',
    PAUSED: 'REVERTING',
    HALTED: 'REVERTING',
    SUCCEEDED: 'REVERTING',
    ABORTED: 'REVERTING',
  },
  startWave: { RUNNING: 'same' },
};
const every = RolloutState.options.flatMap((state) =>
  Object.keys(acts).map((act): [string, RolloutState, RolloutState | 'same' | undefined] => [
    act,
    state,
    table[act]?.[state],
  ]),
);

describe('which act in which state', () => {
  test.each(every)('%s while %s', (name, state, expected) => {
    const act = acts[name];
    if (act === undefined) throw new Error(name);
    const snapshot = snapshotOf({
      state,
      members: [memberOf('a'), memberOf('b', { state: 'tail' })],
    });
    const answer = applyAct(snapshot, act, 'ann', noon);
    if (expected === undefined) {
      expect('refused' in answer && answer.refused).toMatch(
        /^Cannot \w+ a rollout that is [A-Z]+: .{10,}/,
      );
      return;
    }
    expect(answer).toHaveProperty('steps');
    const states =
      'steps' in answer
        ? answer.steps.flatMap((step) => (step.kind === 'setState' ? step.state : []))
        : [];
    expect(states).toEqual(expected === 'same' ? [] : [expected]);
  });

  test('who and why is in the reason', () => {
    const answer = applyAct(snapshotOf(), { act: 'halt', reason: 'pump 3 shakes' }, 'ann', noon);
    expect(answer).toEqual({
      steps: [{ kind: 'setState', state: 'HALTED', reason: 'Halted by ann: pump 3 shakes' }],
    });
  });
});

describe('acts that are refused for what they would do', () => {
  test('approving a rollout without members, or with an unknown time zone', () => {
    const windows = [{ days: [1], from: '01:00', to: '02:00', timeZone: 'Mars/Olympus' }];
    const draft = { state: 'DRAFT' } as const;
    expect(
      applyAct(snapshotOf({ ...draft, members: [] }), { act: 'approve' }, 'ann', noon),
    ).toEqual({
      refused: 'No device is in any wave: look at the preview, and change the target',
    });
    const plan = planOf({ schedule: { windows } });
    expect(
      applyAct(snapshotOf({ ...draft, plan }), { act: 'approve' }, 'ann', noon),
    ).toHaveProperty('refused');
  });
  test('halting what has succeeded, when nobody is on the way', () => {
    const snapshot = snapshotOf({
      state: 'SUCCEEDED',
      members: membersOf(2, { state: 'succeeded' }),
    });
    expect(applyAct(snapshot, { act: 'halt', reason: '' }, 'ann', noon)).toEqual({
      refused: 'It has succeeded and nobody is on the way: revert takes it back',
    });
  });
});

describe('starting a wave', () => {
  const plan = planOf({
    waves: [
      { name: 'first', members: { kind: 'rest' }, soakMs: hour, minSample: 2 },
      { name: 'second', members: { kind: 'rest' }, byHand: true },
    ],
  });
  const members = [...membersOf(2), ...membersOf(1, { wave: 1 }, 2)];

  test('by hand: it waits for a person, before and after', () => {
    const rollout = new Simulation(snapshotOf({ plan, members }));
    expect(rollout.act({ act: 'startWave' })).toBe('Devices of wave "first" are still on the way');
    rollout.tell('COMMITTED');
    expect(rollout.act({ act: 'startWave' })).toBe(
      'The wave "first" soaks: the next begins after that',
    );
    rollout.wait(hour);
    expect(rollout.decision.waitsFor).toEqual([null, 'A person starts this wave']);
    rollout.idle();
    expect(rollout.states().d0002).toBe('waiting');
    expect(rollout.act({ act: 'startWave' })).toBeNull();
    expect(rollout.states().d0002).toBe('assigned');
    expect(rollout.act({ act: 'startWave' })).toBe('Devices of wave "second" are still on the way');
  });

  test('a wave that cannot go on by itself: a person lets the next one begin', () => {
    const rollout = new Simulation(
      snapshotOf({ plan, members: members.map((m, i) => (i === 0 ? { ...m, online: false } : m)) }),
    );
    rollout.tell('COMMITTED').idle();
    expect(rollout.decision.waitsFor[0]).toBe(
      '1 of the 2 that are needed have ended; nobody is on the way, 1 device is away: ' +
        'waits until they are back, or for a person who starts the next wave or aborts',
    );
    expect(rollout.act({ act: 'startWave' })).toBeNull();
    expect(rollout.snapshot.waves.map(({ state }) => state)).toEqual(['done', 'running']);
  });

  test('the last wave: a person calls it done', () => {
    const rollout = new Simulation(snapshotOf({ members: membersOf(1, { online: false }) }));
    expect(rollout.decision.waitsFor[0]).toContain('0 of the 1 that are needed have ended');
    expect(rollout.act({ act: 'startWave' })).toBeNull();
    expect(rollout.snapshot.state).toBe('SUCCEEDED');
  });
});

describe('resuming', () => {
  test('failures that a person has seen count no more, new ones do', () => {
    const rollout = new Simulation(snapshotOf({ members: membersOf(10) }));
    rollout.tell('DOWNLOADING').tell('FAILED', ['d0000', 'd0001']);
    expect(rollout.snapshot.state).toBe('HALTED');
    rollout.wait(100 * hour);
    expect(rollout.act({ act: 'resume' })).toBeNull();
    expect(rollout.snapshot.state).toBe('RUNNING');
    expect(rollout.states().d0005).toBe('installing');
    // Time on hold is not held against anybody.
    rollout.wait(minute);
    expect(rollout.snapshot.state).toBe('RUNNING');
    rollout.tell('FAILED', ['d0002']);
    expect(rollout.snapshot.state).toBe('HALTED');
  });
  test('a rollout that was paused before it began is approved again', () => {
    const startAt = noon + hour;
    const rollout = new Simulation(
      snapshotOf({ state: 'DRAFT', plan: planOf({ schedule: { startAt } }) }),
    );
    rollout.act({ act: 'approve' });
    rollout.act({ act: 'pause', reason: '' });
    rollout.wait(2 * hour);
    expect(rollout.snapshot.state).toBe('PAUSED');
    rollout.act({ act: 'resume' });
    expect(rollout.snapshot.state).toBe('RUNNING');
  });
  test('of a halt for silence: those that fell silent are not counted again', () => {
    const member = { state: 'installing' as const, sequence: 1, told: toldOf('SHADOW', noon) };
    const running = {
      state: 'running',
      startedAt: noon,
      since: noon,
      letBegin: false,
      background: null,
      waived: null,
    } as const;
    const members = [...membersOf(5, member), ...membersOf(2, { ...member, online: false }, 5)];
    const rollout = new Simulation(snapshotOf({ members, waves: [running] }));
    rollout
      .wait(59 * minute)
      .tell('COMMITTED')
      .wait(2 * minute);
    expect(rollout.reasons).toEqual([
      'Wave "all": 0 failed and 2 fell silent after taking it up, where 0.0246 would be usual: ' +
        '2 of 7 (28.3 %) whatever the others do, at most 10 % may fail',
    ]);
    rollout.act({ act: 'resume' });
    expect(rollout.snapshot.state).toBe('SUCCEEDED');
    expect(rollout.states().d0005).toBe('silent');
  });
});
