import { describe, expect, test } from 'vitest';
import type { Background, Member } from './rollout-state.ts';
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
import { randomOf } from './sleeping-fleet.fixture.ts';

const steady: Background = { devices: 2000, silent: 0 };
const names = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => `d${String(from + i).padStart(4, '0')}`);

/** All of them have committed 20 minutes after noon: it has succeeded. */
const succeeded = (given: Partial<Member> = {}, background = steady, soakMs = 0, count = 40) => {
  const plan = planOf({ waves: [{ name: 'all', members: { kind: 'rest' }, soakMs }] });
  const members = membersOf(count, given);
  const rollout = new Simulation(snapshotOf({ plan, members, background }));
  return rollout
    .tell('DOWNLOADING')
    .wait(20 * minute)
    .tell('COMMITTED')
    .wait(soakMs);
};

interface Case {
  /** So many go dark so long after it has succeeded. */
  readonly dark: number;
  readonly afterMs: number;
  readonly member?: Partial<Member>;
  readonly background?: Background;
  readonly soakMs?: number;
  /** And are back so long after that. */
  readonly backAfterMs?: number;
  readonly halts: boolean;
}
const day = 24 * hour;
const cases: Readonly<Record<string, Case>> = {
  'all are there': { dark: 0, afterMs: hour, halts: false },
  'one of 40 goes dark: such a thing happens': { dark: 1, afterMs: hour, halts: false },
  'a tenth goes dark within the hour': { dark: 4, afterMs: minute, halts: true },
  'a fifth goes dark in the third hour': { dark: 8, afterMs: 2.5 * hour, halts: true },
  'and is back before the deadline': {
    ...{ dark: 8, afterMs: 2.5 * hour, backAfterMs: 59 * minute, halts: false },
  },
  'a fifth, a day later: no matter of the rollout': { dark: 8, afterMs: day, halts: false },
  'all of them, five hours later': { dark: 40, afterMs: 5 * hour, halts: false },
  'five hours later, and the last wave was to soak for six': {
    ...{ dark: 8, afterMs: 5 * hour, soakMs: 6 * hour, halts: true },
  },
  'where as many of the others went dark': {
    ...{ dark: 8, afterMs: 2 * hour, background: { devices: 2000, silent: 400 }, halts: false },
  },
  'a fifth goes to sleep as it always does, and is back': {
    ...{ dark: 8, afterMs: hour, member: { habit: sleeper }, backAfterMs: 8 * hour, halts: false },
  },
  'a fifth of those that sleep does not come back': {
    ...{ dark: 8, afterMs: hour, member: { habit: sleeper }, halts: true },
  },
};

describe('devices that go dark after it has succeeded', () => {
  test.each(Object.entries(cases))('%s', (_, given) => {
    const { dark, afterMs, member = { habit: neverAway }, background, soakMs, halts } = given;
    const rollout = succeeded(member, background, soakMs);
    expect(rollout.snapshot.state).toBe('SUCCEEDED');
    rollout.idle(rollout.now + afterMs);
    rollout.now = Math.max(rollout.now, noon + 20 * minute + (soakMs ?? 0) + afterMs);
    const gone = names(dark);
    // Who stays is heard until then.
    rollout.news(({ device, online }) =>
      online && !gone.includes(device) ? { lastSeenAt: rollout.now } : null,
    );
    rollout.presence(false, gone);
    if (given.backAfterMs !== undefined) rollout.wait(given.backAfterMs).presence(true, gone);
    rollout.idle();
    expect(rollout.snapshot.state).toBe(halts ? 'HALTED' : 'SUCCEEDED');
    if (halts) expect(rollout.reasons.at(-1)).toMatch(/^After it had succeeded: .*silent/);
    else expect(rollout.decision).toMatchObject({ open: false, againAt: null });
  });

  test('a person may take it back then, or let it be: what was seen counts no more', () => {
    const takenBack = succeeded().presence(false, names(4)).idle();
    expect(takenBack.snapshot.state).toBe('HALTED');
    expect(takenBack.act({ act: 'abort', revert: true, reason: '' })).toBeNull();
    expect(takenBack.trace().filter((step) => step.startsWith('revert'))).toHaveLength(40);
    const left = succeeded().presence(false, names(4)).idle();
    expect(left.act({ act: 'resume' })).toBeNull();
    expect(left.idle().snapshot.state).toBe('SUCCEEDED');
    expect(left.decision.open).toBe(false);
  });

  test('newer rollouts that take devices over make no failures of it', () => {
    const rollout = succeeded({}, steady, 0, 20);
    const members = membersOf(1, { state: 'failed', sequence: 1 }, 20);
    rollout.snapshot = {
      ...rollout.snapshot,
      members: [...rollout.snapshot.members, ...members],
    };
    rollout.wait(minute).news(({ state }) => (state === 'succeeded' ? { superseded: true } : null));
    expect(rollout.states().d0000).toBe('left');
    expect(rollout.snapshot.state).toBe('SUCCEEDED');
  });

  test('one of the tail is watched from when it commits', () => {
    const rollout = succeeded();
    const late = membersOf(8, { online: false, lastSeenAt: null, state: 'tail' }, 40);
    const members = [...rollout.snapshot.members, ...late];
    rollout.snapshot = { ...rollout.snapshot, members };
    rollout.wait(day).presence(true, names(8, 40)).tell('COMMITTED', names(8, 40));
    expect(rollout.states().d0040).toBe('succeeded');
    rollout
      .wait(10 * minute)
      .presence(false, names(8, 40))
      .idle();
    expect(rollout.snapshot.state).toBe('HALTED');
  });
});

test('whoever goes whenever, the watch ends: halted with a reason, or at rest', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = randomOf(seed);
    const silent = Math.floor(30 * random() ** 3);
    const rollout = succeeded(
      { habit: random() < 0.3 ? sleeper : neverAway },
      { devices: 500, silent },
      random() < 0.5 ? 0 : 2 * hour,
      1 + Math.floor(40 * random()),
    );
    for (let i = 0; i < 15; i++) {
      const device = `d${String(Math.floor(40 * random())).padStart(4, '0')}`;
      rollout.presence(random() < 0.4, [device]).wait(random() ** 2 * 2 * hour);
      expect(rollout.decide().steps, `seed ${seed}`).toEqual([]);
    }
    rollout.idle();
    const { state } = rollout.snapshot;
    expect(['SUCCEEDED', 'HALTED'], `seed ${seed}`).toContain(state);
    if (state === 'HALTED') expect(rollout.reasons.at(-1)).toMatch(/silent/);
    else expect(rollout.decision, `seed ${seed}`).toMatchObject({ open: false, againAt: null });
  }
});
