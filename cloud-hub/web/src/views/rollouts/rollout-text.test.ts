import type { GateFigure } from '@lookout/shared/protocol/rollouts';
import { describe, expect, test } from 'vitest';
import { countsOf, rolloutOf, waveOf } from './rollout.fixture.ts';
import {
  gateLimitText,
  gateTitle,
  gateValueText,
  isDoubtful,
  listText,
  progressText,
  ruleText,
  tallyOf,
  tallyOfAll,
  tallyText,
  verdictOf,
} from './rollout-text.ts';

describe('how far a wave is', () => {
  test.each([
    ['nobody is in it', {}, 'nobody'],
    ['nothing has begun', { waiting: 3 }, '0 of 3 run it'],
    [
      'under way',
      { succeeded: 12, installing: 2, assigned: 1, held: 1 },
      '12 of 16 run it, 4 on the way',
    ],
    ['silent is failed', { succeeded: 1, failed: 1, silent: 1 }, '1 of 3 run it, 2 failed'],
    ['away', { succeeded: 1, tail: 2 }, '1 of 3 run it, 2 away'],
    ['back', { reverted: 2, reverting: 1 }, '0 of 3 run it, 3 went back'],
    ['given up', { left: 1 }, '0 of 1 run it, 1 left out'],
  ])('%s', (_name, counts, text) => expect(tallyText(tallyOf(countsOf(counts)))).toBe(text));

  test('all waves together', () => {
    const waves = [
      { counts: countsOf({ succeeded: 1 }) },
      { counts: countsOf({ succeeded: 2, failed: 1, tail: 1, left: 1 }) },
    ];
    expect(tallyText(tallyOfAll(waves))).toBe('3 of 6 run it, 1 failed, 1 away, 1 left out');
  });
});

describe('a rollout in one line', () => {
  const waves = [
    waveOf({ state: 'done', counts: countsOf({ succeeded: 1 }) }),
    waveOf({ state: 'running', counts: countsOf({ succeeded: 2, installing: 2 }) }),
    waveOf({ counts: countsOf({ waiting: 5 }) }),
  ];
  test.each([
    ['RUNNING' as const, 'Wave 2 of 3: 2 of 4 run it, 2 on the way'],
    ['HALTED' as const, 'Wave 2 of 3: 2 of 4 run it, 2 on the way'],
    ['SUCCEEDED' as const, '3 of 10 run it, 2 on the way'],
    ['DRAFT' as const, '3 of 10 run it, 2 on the way'],
  ])('%s', (state, text) => expect(progressText({ state, waves })).toBe(text));
});

const trouble = { since: 1_000, text: 'No key.', remedy: 'Bring it.' };

test.each([
  ['DRAFT' as const, null, '2 assets in 2 waves, waits for approval'],
  ['APPROVED' as const, 'Approved by ann', 'Starts at ten'],
  ['RUNNING' as const, 'Approved, and its time has come', '0 of 2 run it'],
  ['HALTED' as const, 'Halted by ann', 'Halted by ann'],
])('the list says of one that is %s', (state, reason, text) => {
  const waves = [waveOf({ waitsFor: 'Starts at ten' }), waveOf()];
  expect(listText({ state, reason, waves, trouble: null })).toBe(text);
  expect(listText({ state, reason, waves, trouble })).toBe('The hub cannot decide on it: No key.');
});

test('a figure beyond its limit that does not halt is doubtful', () => {
  const gate = { title: '', sample: 1, limit: 3, ok: true };
  const doubtful = (name: string, value: number | null, ok = true) =>
    isDoubtful({ ...gate, gate: name, value, ok });
  expect(doubtful('alertRatio', 15)).toBe(true);
  expect(doubtful('agreement', 2)).toBe(true);
  expect(doubtful('alertRatio', 15, false)).toBe(false);
  expect([doubtful('alertRatio', 3), doubtful('agreement', 3), doubtful('auroc', null)]).toEqual([
    ...[false, false, false],
  ]);
});

test.each([
  [{ kind: 'percent' as const, percent: 2.5 }, '2.5 % of all'],
  [{ kind: 'count' as const, count: 1 }, '1 asset'],
  [{ kind: 'site' as const, sites: ['plant-a', 'plant-b'] }, 'site plant-a, plant-b'],
  [{ kind: 'label' as const, label: 'line', value: '3' }, 'label line = 3'],
  [{ kind: 'hand' as const, assets: [{ device: 'p-1', stream: 'loop' }] }, 'p-1 loop'],
  [{ kind: 'rest' as const }, 'all others'],
])('who is in a wave: %o', (rule, text) => expect(ruleText(rule)).toBe(text));

test.each([
  ['agreement', 0.9, '90 %', 'at least 90 %'],
  ['alertRatio', 3, '3.00 ×', 'at most 3.00 ×'],
  ['latency', 2_350, '2.35 ms', 'at most 2.35 ms'],
  ['memory', 1024 ** 2, '1.0 MiB', 'at most 1.0 MiB'],
  ['temperature', 81.4, '81 °C', 'at most 81 °C'],
  ['failures', 0.125, '12.5 %', 'at most 12.5 %'],
  ['queue', 100_000, '100\u202f000', 'at most 100\u202f000'],
  ['silence', 2, '2', 'at most 2'],
  ['silentInstall', 0, '0', 'at most 0'],
  ['auroc', 0.02, '0.0200', 'at most 0.0200'],
])('the gate %s', (gate, value, text, limit) => {
  expect(gateValueText(gate, value)).toBe(text);
  expect(gateLimitText({ gate, limit: value })).toBe(limit);
  expect(gateValueText(gate, null)).toBe('not measured yet');
});

test.each([
  ['Latency p95 (µs)', 'Latency p95'],
  ['Latency p95, new to old (ratio, median device)', 'Latency p95, new to old (median device)'],
  ['Records waiting in the outbox', 'Records waiting in the outbox'],
])('the title %s', (title, text) => expect(gateTitle({ title })).toBe(text));

describe('is the new model safe to go on with?', () => {
  const gate = (given: Partial<GateFigure> = {}): GateFigure => ({
    ...{ gate: 'latencyRatio', title: 'Latency p95 (ratio)', value: 1.2 },
    ...{ limit: 3, sample: 4, ok: true },
    ...given,
  });
  const given = (counts: Parameters<typeof countsOf>[0], state = 'RUNNING' as const) =>
    rolloutOf({ state, waves: [waveOf({ counts: countsOf(counts) })] });
  const crossed = gate({ ok: false, value: 4 });

  test.each([
    [
      'nothing ended',
      given({ installing: 2 }),
      [],
      'open',
      'Not known yet: nobody has finished installing it.',
    ],
    [
      'all well',
      given({ succeeded: 3 }),
      [gate()],
      'yes',
      'So far, yes: all 3 that finished keep it, every gate is within its limit.',
    ],
    [
      'nothing measured',
      given({ succeeded: 3 }),
      [gate({ value: null })],
      'yes',
      'So far, yes: all 3 that finished keep it.',
    ],
    [
      'some failed',
      given({ succeeded: 3, silent: 1 }),
      [gate()],
      'open',
      'Look at the failures: 1 of 4 assets that finished did not keep it.',
    ],
    [
      'a gate',
      given({ succeeded: 3 }),
      [gate(), crossed],
      'no',
      'No. Latency p95: 4.00 ×, at most 3.00 ×.',
    ],
    [
      'gates',
      given({}),
      [crossed, crossed],
      'no',
      'No. Latency p95: 4.00 ×, at most 3.00 ×, and 1 more gate.',
    ],
    [
      'halted',
      { ...given({ failed: 1 }), state: 'HALTED' as const },
      [],
      'no',
      'No: it was halted, 1 asset failed.',
    ],
    [
      'the hub cannot decide',
      { ...given({ succeeded: 3 }), trouble },
      [gate()],
      'open',
      'Not known now: the hub cannot decide on it.',
    ],
    [
      'the hub cannot decide, and had halted it',
      { ...given({ failed: 1 }), state: 'HALTED' as const, trouble },
      [],
      'no',
      'No: it was halted, 1 asset failed.',
    ],
    ['taken back', given({ reverted: 2 }), [], 'no', 'No: 2 assets went back to the old model.'],
  ])('%s', (_name, rollout, gates, answer, text) =>
    expect(verdictOf({ rollout, gates })).toEqual({ answer, text }),
  );
});
