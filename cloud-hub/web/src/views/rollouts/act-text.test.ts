import type { RolloutState } from '@lookout/shared/protocol/rollouts';
import { describe, expect, test } from 'vitest';
import { actsFor, actText, nextWave, requestOf } from './act-text.ts';
import { countsOf, rolloutOf, waveOf } from './rollout.fixture.ts';

const rollout = (state: RolloutState = 'RUNNING') =>
  rolloutOf({
    state,
    waves: [
      waveOf({ state: 'done', counts: countsOf({ succeeded: 1 }) }),
      waveOf({ state: 'running', counts: countsOf({ succeeded: 2, installing: 1, failed: 1 }) }),
      waveOf({ name: 'hall 2', counts: countsOf({ waiting: 4 }) }),
    ],
  });

describe('who may do what', () => {
  const admin = { admin: true, mayOperate: true };
  const operator = { admin: false, mayOperate: true };
  const viewer = { admin: false, mayOperate: false };
  test.each([
    ['a draft', 'DRAFT', admin, ['approve', 'keep']],
    ['an operator approves nothing', 'DRAFT', operator, []],
    ['running', 'RUNNING', admin, ['halt', 'pause', 'startWave', 'revert', 'keep']],
    ['an operator stops', 'RUNNING', operator, ['halt', 'pause']],
    ['a viewer looks', 'RUNNING', viewer, []],
    ['halted', 'HALTED', admin, ['resume', 'revert', 'keep']],
    ['paused', 'PAUSED', operator, ['halt']],
    ['taken back', 'REVERTED', admin, []],
    ['ended', 'ABORTED', admin, ['revert']],
    ['done, with some on the way still', 'SUCCEEDED', admin, ['halt', 'revert']],
  ] as const)('%s', (_name, state, who, names) =>
    expect([...actsFor(rollout(state), true, who)]).toEqual(names),
  );
  test('a wave that begins by itself is not started by hand, unless the one before it is stuck', () => {
    expect(actsFor(rollout(), false, admin).has('startWave')).toBe(false);
    const stuck = rolloutOf({
      waves: [waveOf({ state: 'running', counts: countsOf({ failed: 1, tail: 1 }) }), waveOf()],
    });
    expect(actsFor(stuck, false, admin).has('startWave')).toBe(true);
  });
  test('what nobody has is not taken back, what nobody is on the way to is not halted', () => {
    const waves = [waveOf({ state: 'done', counts: countsOf({ failed: 1 }) })];
    expect([...actsFor(rolloutOf({ state: 'SUCCEEDED', waves }), false, admin)]).toEqual([]);
  });
});

describe('what will happen to how many', () => {
  test.each([
    ['approve', '9 assets in 3 waves will get pump 1.1.0, beginning with 4 assets.'],
    [
      'halt',
      '1 asset on the way holds at once and judges with the old model. 3 assets that run pump 1.1.0 keep it. Nothing begins for 4 others.',
    ],
    ['pause', 'Nothing new begins for 4 assets. 1 asset on the way goes on.'],
    ['resume', '1 asset on the way goes on, and 4 assets may begin as their waves do.'],
    ['startWave', '4 assets will get pump 1.1.0.'],
    [
      'revert',
      '3 assets that run it go back to what they ran before; 1 asset on the way stays on the old model. Nothing begins for 4 others.',
    ],
    [
      'keep',
      '3 assets that run pump 1.1.0 keep it; 1 asset on the way stays on the old model. Nothing begins for 4 others.',
    ],
  ] as const)('%s', (name, effect) => expect(actText(name, rollout()).effect).toBe(effect));

  test('nobody has it yet', () => {
    const fresh = rolloutOf({ waves: [waveOf({ counts: countsOf({ waiting: 2 }) })] });
    expect(actText('halt', fresh).effect).toMatch(/^No asset on the way holds at once/);
  });

  test('the wave that begins next', () => {
    expect(nextWave(rollout())).toBe(2);
    expect(actText('startWave', rollout()).title).toBe('Start the wave hall 2?');
    expect(nextWave({ waves: [waveOf({ state: 'done' })] })).toBeNull();
  });
});

test.each([
  ['halt', { act: 'halt', reason: 'noise' }],
  ['revert', { act: 'abort', revert: true, reason: 'noise' }],
  ['keep', { act: 'abort', revert: false, reason: 'noise' }],
  ['startWave', { act: 'startWave' }],
] as const)('the request of %s', (name, request) =>
  expect(requestOf(name, 'noise')).toEqual(request),
);
