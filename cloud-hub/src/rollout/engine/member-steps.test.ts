import { describe, expect, test } from 'vitest';
import { memberSteps } from './member-steps.ts';
import type { Member } from './rollout-state.ts';
import {
  hour,
  memberOf,
  minute,
  noon,
  planOf,
  sleeper,
  type Told,
  toldOf,
} from './simulate.fixture.ts';

const plan = planOf();
const offline = { online: false };
const sent: Partial<Member> = { state: 'assigned', sequence: 7 };
const at = (phase: Told['phase'], since = noon, given: Partial<Told> = {}): Partial<Member> => ({
  ...{ state: 'installing', sequence: 7, told: toldOf(phase, since, given) },
});
const crashed = { code: 'crashLoop', text: 'died 3 times' } as const;

/** Each: what is known, how long after `noon`, what becomes of it (null: it stays). */
const cases: [string, Partial<Member>, number, string | null][] = [
  ['waits for its wave', {}, 100 * hour, null],
  ['sent, online, in time', sent, 9 * minute, null],
  ['sent, online, not taken up', sent, 10 * minute, 'withdraw failed'],
  ['sent, gone for a moment', { ...sent, ...offline }, minute, null],
  ['sent, gone', { ...sent, ...offline }, 2 * minute, 'tail'],
  ['a sleeper has longer to take it up', { ...sent, habit: sleeper }, 12 * hour, null],
  ['taken up', { ...sent, told: toldOf('OFFERED', noon) }, 0, 'installing'],
  ['refused at once', { ...sent, told: toldOf('REJECTED', noon) }, 0, 'failed'],
  ['tail, not sent yet', { state: 'tail' }, hour, null],
  [
    'tail, sent before it went, still away',
    { ...sent, state: 'tail', ...offline },
    100 * hour,
    null,
  ],
  ['tail, sent before it went, back', { ...sent, state: 'tail' }, hour, 'assigned'],
  ['tail, sent, back and at work', { ...at('DOWNLOADING'), state: 'tail' }, hour, 'installing'],
  [
    'tail, sent, committed while away',
    { ...at('COMMITTED'), state: 'tail', ...offline },
    hour,
    'succeeded',
  ],
  ['downloads', at('DOWNLOADING'), 59 * minute, null],
  ['downloads for too long', at('DOWNLOADING'), 60 * minute, 'withdraw failed'],
  ['a phase of its own has its own time', at('SHADOW', noon + 50 * minute), 100 * minute, null],
  ['and its own deadline', at('SHADOW', noon + 50 * minute), 110 * minute, 'withdraw failed'],
  ['silent in the shadow', { ...at('SHADOW'), ...offline }, 60 * minute, 'silent'],
  [
    'measured from when it was last heard',
    { ...at('SHADOW'), ...offline, lastSeenAt: noon + 30 * minute },
    80 * minute,
    null,
  ],
  ['a sleeper is not silent', { ...at('SHADOW'), ...offline, habit: sleeper }, 12 * hour, null],
  [
    'unless for longer than ever',
    { ...at('SHADOW'), ...offline, habit: sleeper },
    13 * hour,
    'silent',
  ],
  ['silent and back', { ...at('SHADOW'), state: 'silent' }, 5 * hour, 'installing'],
  ['silent and back on hold', { ...at('SHADOW'), state: 'silent', hold: true }, 5 * hour, 'held'],
  [
    'committed, and taken back soon after',
    { ...at('REVERTED', noon, { reason: crashed }), state: 'succeeded' },
    hour,
    'failed',
  ],
  [
    'went back, and that was taken back: not ours',
    { ...at('REVERTED', noon, { reason: crashed }), state: 'reverted', revert: true },
    hour,
    null,
  ],
  [
    'silent, and committed after all',
    { ...at('COMMITTED'), state: 'silent' },
    5 * hour,
    'succeeded',
  ],
  ['silent stays silent', { ...at('SHADOW'), state: 'silent', ...offline }, 500 * hour, null],
  ['committed', at('COMMITTED'), 0, 'succeeded'],
  ['failed', at('FAILED', noon, { reason: crashed }), 0, 'failed'],
  ['timed out by itself', at('TIMED_OUT'), 0, 'failed'],
  ['taken back by the device', at('REVERTED', noon, { reason: crashed }), 0, 'failed'],
  ['assigned something else', at('SUPERSEDED'), 0, 'left'],
  [
    'given up by the hub, committed after all',
    { ...at('COMMITTED'), state: 'failed' },
    0,
    'succeeded',
  ],
  ['given up by the hub, withdrawn', { ...at('SUPERSEDED'), state: 'failed' }, 0, null],
  ['held has no deadline', { ...at('SHADOW'), state: 'held', hold: true }, 500 * hour, null],
  ['held, and let go', { ...at('SHADOW'), state: 'held' }, 0, 'installing'],
  ['held before it was taken up, and let go', { ...sent, state: 'held' }, 0, 'assigned'],
  ['put on hold', { ...at('SHADOW'), hold: true }, 0, 'held'],
  [
    'committed before it heard of the hold',
    { ...at('COMMITTED'), state: 'held', hold: true },
    0,
    'succeeded',
  ],
  ['being taken back', { ...sent, state: 'reverting', revert: true }, 9 * minute, null],
  [
    'being taken back, away: whenever it is back',
    { ...sent, ...offline, state: 'reverting', revert: true },
    500 * hour,
    null,
  ],
  [
    'being taken back, does nothing',
    { ...sent, state: 'reverting', revert: true },
    10 * minute,
    'failed',
  ],
  ['back', { ...at('COMMITTED'), state: 'reverting', revert: true }, 0, 'reverted'],
  [
    'back after the hub had given up',
    { ...at('COMMITTED'), state: 'failed', revert: true },
    0,
    'reverted',
  ],
  [
    'could not go back',
    { ...at('FAILED', noon, { reason: crashed }), state: 'reverting', revert: true },
    0,
    'failed',
  ],
  ['succeeded stays so', { ...at('COMMITTED'), state: 'succeeded', ...offline }, 500 * hour, null],
  ['revoked', { ...at('COMMITTED'), state: 'succeeded', revoked: true }, 0, 'left'],
  ['taken over by a newer rollout', { ...at('SHADOW'), superseded: true }, 0, 'left'],
  ['left stays so', { ...at('COMMITTED'), state: 'left', superseded: true }, 0, null],
];

describe('one member', () => {
  test.each(cases)('%s', (_, given, afterMs, expected) => {
    const steps = memberSteps(memberOf('d', given), plan, noon + afterMs);
    const words = steps.map((step) => (step.kind === 'setMember' ? step.state : step.kind));
    expect(words.join(' ') || null).toBe(expected);
  });

  test('every end that is no success has a reason in words', () => {
    for (const [name, given, afterMs] of cases)
      for (const step of memberSteps(memberOf('d', given), plan, noon + afterMs))
        if (step.kind === 'setMember' && ['failed', 'silent', 'left'].includes(step.state))
          expect(step.reason?.text.length, name).toBeGreaterThan(10);
  });

  test('the words have figures', () => {
    const reason = (given: Partial<Member>, afterMs: number) =>
      memberSteps(memberOf('d', given), plan, noon + afterMs).flatMap((step) =>
        step.kind === 'setMember' ? (step.reason ?? []) : [],
      )[0];
    expect(reason(sent, 10 * minute)).toEqual({
      code: 'deadline',
      text: 'Online, and did not take the assignment up within 10 min; the deadline is 10 min',
    });
    expect(reason(at('SHADOW'), 90 * minute)?.text).toBe(
      'Online, and in SHADOW for 1 h 30 min; the deadline is 1 h',
    );
    expect(reason({ ...at('TRIAL'), online: false, habit: sleeper }, 14 * hour)?.text).toBe(
      'Took the release up, came to TRIAL and was last heard at 2026-01-05 12:00 UTC, 14 h ago; ' +
        'its longest absence was 8 h, and the deadline is 1 h',
    );
    expect(reason(at('FAILED', noon, { reason: crashed }), 0)).toEqual(crashed);
  });
});
