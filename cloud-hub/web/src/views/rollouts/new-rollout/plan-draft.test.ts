import { Gates, type MaintenanceWindow, RolloutPlan } from '@lookout/shared/protocol/rollouts';
import { describe, expect, test } from 'vitest';
import { gateDefaults, gateSummary, gatesOf } from './gate-draft.ts';
import { emptyPlan, type PlanDraft, planOf } from './plan-draft.ts';
import { defaultWaves, moved, type WaveDraft, waveOf, withWave } from './wave-draft.ts';

const draft: PlanDraft = { ...emptyPlan('a'.repeat(64)), name: 'pump 1.1' };

const night: MaintenanceWindow = {
  ...{ days: [1], from: '22:00', to: '04:00', timeZone: 'Europe/Berlin' },
};
const noDay: MaintenanceWindow = { ...night, days: [] };

describe('a plan', () => {
  test('as it stands at first is a canary, a tenth and the rest, with the defaults of the contract', () => {
    const planned = planOf(draft);
    if ('problem' in planned) throw new Error(planned.problem);
    const plan = RolloutPlan.parse(planned.plan);
    expect(plan.waves.map(({ members }) => members)).toEqual([
      { kind: 'count', count: 1 },
      { kind: 'percent', percent: 10 },
      { kind: 'rest' },
    ]);
    expect(plan.gates).toEqual(Gates.parse({}));
    expect(plan.deadlines).toEqual({
      acceptMs: 600_000,
      downloadMs: 3_600_000,
      installMs: 3_600_000,
      assignmentMs: 30 * 86_400_000,
    });
    expect(plan.install).toMatchObject({
      shadowWindows: 60,
      minAgreement: 0.9,
      maxLatencyRatio: 3,
    });
    expect(plan.schedule).toEqual({ startAt: null, windows: [] });
  });

  test.each([
    ['no name', { name: ' ' }, 'Give the rollout a name.'],
    ['no release', { release: '' }, 'Choose a release.'],
    ['no digest', { release: 'pump' }, /^Release: expected 64 hex/],
    ['half a label', { labels: ['line'] }, 'Label line: expected name=value.'],
    ['no wave', { waves: [] }, /^Waves: /],
    ['an empty number', { shadowWindows: '' }, /^On the device: how many windows beside/],
    ['an empty deadline', { acceptMinutes: '' }, /^On the device: how many minutes to take/],
    [
      'a share above all',
      { gates: { ...gateDefaults, minAgreement: 120 } },
      /^Gates: Agreement.*0 to 100\.$/,
    ],
    [
      'a wave of nobody',
      { waves: waves({ kind: 'count', amount: '' }) },
      'Wave 1: say who is in it.',
    ],
    ['a wave without a site', { waves: waves({ kind: 'site' }) }, 'Wave 1: say who is in it.'],
    [
      'a wave by no hand',
      { waves: waves({ kind: 'hand', items: [] }) },
      'Wave 1: say who is in it.',
    ],
    ['a window on no day', { windows: [noDay] }, /^Schedule: choose the days/],
    ['a window without an end', { windows: [{ ...night, to: '' }] }, /^Schedule: until when/],
    ['a wave without a name', { waves: waves({ name: '' }) }, 'Wave 1: give it a name.'],
  ] as const)('%s', (_name, given, problem) =>
    expect(planOf({ ...draft, ...given })).toEqual({ problem: expect.stringMatching(problem) }),
  );

  test('labels and a start are read as they are typed', () => {
    const planned = planOf({ ...draft, labels: ['line=3'], startAt: '2026-01-02T03:04' });
    expect(planned).toMatchObject({
      plan: {
        target: { labels: { line: '3' } },
        schedule: { startAt: new Date(2026, 0, 2, 3, 4).getTime() },
      },
    });
  });
});

function waves(given: Partial<WaveDraft>): WaveDraft[] {
  return defaultWaves.slice(0, 1).map((wave) => ({ ...wave, ...given }));
}

describe('waves', () => {
  test.each([
    [
      { kind: 'site', items: ['plant-a'] },
      { kind: 'site', sites: ['plant-a'] },
    ],
    [
      { kind: 'label', items: ['line=3'] },
      { kind: 'label', label: 'line', value: '3' },
    ],
    [
      { kind: 'hand', items: ['pump-1/loop'] },
      { kind: 'hand', assets: [{ device: 'pump-1', stream: 'loop' }] },
    ],
  ] as const)('%o', (given, members) =>
    expect(waves(given).map(waveOf)).toMatchObject([{ members, soakMs: 600_000, successShare: 1 }]),
  );
  test('a new one stands before the rest, with a number of its own', () => {
    const more = withWave(defaultWaves);
    expect(more.map(({ kind }) => kind)).toEqual(['count', 'percent', 'percent', 'rest']);
    expect(new Set(more.map(({ id }) => id)).size).toBe(4);
    expect(withWave([])).toHaveLength(1);
  });
  test('one moves, but not off the end', () => {
    expect(moved(defaultWaves, 1, -1).map(({ id }) => id)).toEqual([2, 1, 3]);
    expect(moved(defaultWaves, 2, 1)).toBe(defaultWaves);
  });
});

test('gates are typed in the units of people', () => {
  expect(gateDefaults).toMatchObject({
    minAgreement: 90,
    maxAddedMemoryBytes: 512,
    maxLatencyUs: '',
  });
  expect(gatesOf({ ...gateDefaults, maxLatencyUs: 2.5, maxAlertRatio: '' })).toMatchObject({
    ...{ maxLatencyUs: 2_500, maxAlertRatio: null, minAgreement: 0.9 },
  });
  expect(gateSummary(gateDefaults)).toMatch(/^AUROC lost 0.02, Agreement 90 %, /);
});
