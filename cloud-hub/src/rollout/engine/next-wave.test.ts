import { describe, expect, test } from 'vitest';
import {
  hour,
  membersOf,
  minute,
  planOf,
  Simulation,
  sleeper,
  snapshotOf,
} from './simulate.fixture.ts';

const canaryPlan = planOf({
  waves: [
    { name: 'canary', members: { kind: 'count', count: 2 }, soakMs: 10 * minute },
    { name: 'rest', members: { kind: 'rest' } },
  ],
});
const canaryAndRest = () => [...membersOf(2), ...membersOf(5, { wave: 1 }, 2)];

describe('the clean path', () => {
  test('approval, canary, soak, rest, success', () => {
    const rollout = new Simulation(
      snapshotOf({ plan: canaryPlan, members: canaryAndRest(), state: 'DRAFT' }),
    );
    expect(rollout.steps).toEqual([]);
    expect(rollout.act({ act: 'approve' })).toBeNull();
    expect(rollout.trace()).toEqual([
      'setState APPROVED',
      'setState RUNNING',
      'startWave 0',
      'assign d0000',
      'assign d0001',
    ]);
    rollout.tell('DOWNLOADING').wait(minute).tell('COMMITTED');
    expect(rollout.snapshot.waves[0]?.state).toBe('soaking');
    expect(rollout.decision.againAt).toBe(rollout.now + 10 * minute);
    expect(rollout.decision.waitsFor[0]).toContain('Soaks until 2026-01-05 12:11 UTC');
    rollout.wait(10 * minute);
    expect(rollout.snapshot.waves.map(({ state }) => state)).toEqual(['done', 'running']);
    rollout.tell('COMMITTED');
    expect(rollout.snapshot.state).toBe('SUCCEEDED');
    expect(rollout.reasons.at(-1)).toBe('7 of 7 devices committed');
    // Whoever goes dark now is still laid to it: see watch.ts.
    expect(rollout.decision.open).toBe(true);
    expect(rollout.idle().decision).toMatchObject({ open: false, againAt: null });
    expect(rollout.snapshot.state).toBe('SUCCEEDED');
  });
});

describe('a bad canary', () => {
  test('halts in wave 1, and no other device is touched', () => {
    const rollout = new Simulation(snapshotOf({ plan: canaryPlan, members: canaryAndRest() }));
    rollout.tell('FAILED', ['d0000'], { reason: { code: 'selfTest', text: 'score 3 off' } });
    expect(rollout.snapshot.state).toBe('HALTED');
    expect(rollout.reasons).toEqual([
      'Wave "canary": 1 failed: 1 of 2 (50 %) whatever the others do, at most 10 % may fail',
    ]);
    expect(rollout.states().d0001).toBe('held');
    rollout.idle().wait(24 * hour);
    expect(rollout.trace().filter((step) => step.startsWith('assign'))).toEqual([
      'assign d0000',
      'assign d0001',
    ]);
  });
});

describe('revert', () => {
  test('brings everybody back, and who is away follows', () => {
    const rollout = new Simulation(snapshotOf({ members: membersOf(3, { habit: sleeper }) }));
    rollout.tell('COMMITTED');
    expect(rollout.snapshot.state).toBe('SUCCEEDED');
    rollout.presence(false, ['d0002']);
    expect(rollout.act({ act: 'abort', revert: true, reason: 'too many alarms' })).toBeNull();
    expect(rollout.snapshot.state).toBe('REVERTING');
    rollout.tell('COMMITTED').idle();
    expect(rollout.snapshot.state).toBe('REVERTED');
    expect(rollout.states()).toEqual({ d0000: 'reverted', d0001: 'reverted', d0002: 'reverting' });
    expect(rollout.decision.open).toBe(true);
    rollout.presence(true, ['d0002']).tell('COMMITTED');
    expect(rollout.states().d0002).toBe('reverted');
    expect(rollout.decision.open).toBe(false);
  });
});
