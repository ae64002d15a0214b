import {
  MemberState,
  type RolloutDetail,
  type RolloutMember,
  RolloutPlan,
  type RolloutSummary,
} from '@lookout/shared/protocol/rollouts';
import { expect, test } from 'vitest';
import { rolloutText } from './rollout-words.ts';
import { progressLine } from './watch-action.ts';

const sha = 'a'.repeat(64);
const id = '00000000-0000-4000-8000-000000000001';
const none = Object.fromEntries(MemberState.options.map((state) => [state, 0])) as Record<
  MemberState,
  number
>;
const at = Date.parse('2026-11-24T12:00:00Z');

const rollout = (part: Partial<RolloutSummary> = {}): RolloutSummary => ({
  ...{ id, name: 'pump 1.1', model: 'pump', version: '1.1', release: sha, state: 'RUNNING' },
  ...{ reason: null, createdAt: at, createdBy: 'mika', approvedAt: at, endedAt: null },
  trouble: null,
  waves: [
    {
      ...{ name: 'canary', state: 'running', startedAt: at, waitsFor: '1 of 2 is on its way' },
      counts: { ...none, succeeded: 1, failed: 1 },
    },
    {
      ...{ name: 'rest', state: 'pending', startedAt: null, waitsFor: null },
      counts: { ...none, waiting: 3 },
    },
  ],
  ...part,
});
const detail = (part: Partial<RolloutSummary> = {}): RolloutDetail => ({
  rollout: rollout(part),
  plan: RolloutPlan.parse({
    ...{ name: 'pump 1.1', release: sha },
    waves: [{ name: 'canary', members: { kind: 'rest' } }],
    install: {
      ...{ shadowWindows: 60, trialWindows: 60, maxInstallMs: 3_600_000, minAgreement: 0.9 },
      ...{ maxLatencyUs: null, maxLatencyRatio: 3, maxAddedMemoryBytes: null },
    },
  }),
  gates: [
    {
      ...{ gate: 'failures', title: 'Failed (share)', value: 0.5, limit: 0.1 },
      ...{ sample: 2, ok: false },
    },
  ],
  history: [{ at, by: 'mika', what: 'approve', detail: '' }],
});
const failed: RolloutMember = {
  ...{ device: 'pump-1', stream: 'loop', site: 'plant', wave: 0, state: 'failed' },
  ...{ variant: 'cpu-fp32', phase: 'FAILED', since: at, deadlineAt: null, haveBytes: 0 },
  ...{ totalBytes: 0, previousRelease: null },
  reason: { code: 'selfTest', text: 'Window 3 differs by 0.5.' },
};
const trouble = { since: at, text: 'No key.', remedy: 'Bring it.' };

test('a rollout in full', () => {
  expect(rolloutText(detail(), [failed]).split('\n')).toEqual([
    `pump 1.1 (${id}) brings pump@1.1, by mika`,
    'RUNNING 1/5',
    '',
    'wave    state    members',
    'canary  running  succeeded 1, failed 1',
    'rest    pending  waiting 3',
    'canary: 1 of 2 is on its way',
    '',
    'gate            figure  limit  of',
    'Failed (share)     0.5    0.1   2  crossed',
    '',
    'Failed:',
    '  pump-1/loop failed in FAILED: Window 3 differs by 0.5.',
    '',
    'History, the newest first:',
    '  2026-11-24 12:00:00  approve by mika',
  ]);
});

test('what keeps the hub from deciding comes first, with the remedy', () => {
  expect(rolloutText(detail({ trouble }), []).split('\n').slice(1, 4)).toEqual([
    'RUNNING 1/5',
    'Not decided on since 2026-11-24 12:00:00; waves, gates, halts and reverts wait: No key.',
    'Remedy: Bring it.',
  ]);
});

test('who watches is told of it, and when it is over', () => {
  const told =
    'RUNNING 1/5 · Not decided on since 2026-11-24 12:00:00; waves, gates, halts and reverts wait: No key. Bring it. · canary';
  expect(progressLine(detail({ trouble }))).toMatch(new RegExp(`^${told}`));
  expect(progressLine(detail())).toMatch(/^RUNNING 1\/5 · canary/);
});
