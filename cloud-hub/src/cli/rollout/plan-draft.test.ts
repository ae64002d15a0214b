import { Gates, type RolloutPlan } from '@lookout/shared/protocol/rollouts';
import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { planOf } from './plan-draft.ts';
import { type PlanOptions, planOptions } from './plan-options.ts';

const release = { id: 'a'.repeat(64), title: 'pump@7' };

/** What the shell would make of the words; commander's own message is the error. */
function planned(...words: string[]): RolloutPlan {
  const command = planOptions(new Command('create'))
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  command.parse(words, { from: 'user' });
  return planOf(release, command.opts<PlanOptions>());
}

test('without options it is what the page suggests', () =>
  expect(planned()).toMatchObject({
    ...{ name: 'pump@7', release: release.id, variant: 'auto', gates: Gates.parse({}) },
    target: { sites: [], devices: [], streams: [], labels: {} },
    waves: [{ name: 'canary', byHand: false }, { name: '10%' }, { name: 'rest', soakMs: 0 }],
    deadlines: {
      ...{ acceptMs: 600_000, downloadMs: 3_600_000, installMs: 3_600_000 },
      assignmentMs: 30 * 86_400_000,
    },
    install: { minAgreement: 0.9, maxLatencyRatio: 3, maxLatencyUs: null },
    schedule: { startAt: null, windows: [] },
  }));

test('every gate, and a device judges by the same limits', () => {
  const { gates, install } = planned(
    ...['--max-auroc-drop', '0.01', '--min-agreement', '95%', '--max-alert-ratio', '1.5'],
    ...['--max-latency-ratio', 'off', '--max-latency', '2ms', '--max-memory', '64MiB'],
    ...['--max-temperature', '85', '--max-queue', '500'],
  );
  expect(gates).toEqual({
    ...{ maxAurocDrop: 0.01, minAgreement: 0.95, maxAlertRatio: 1.5, maxLatencyRatio: null },
    ...{ maxLatencyUs: 2_000, maxAddedMemoryBytes: 67_108_864, maxTemperatureC: 85 },
    maxQueueRecords: 500,
  });
  expect(install).toMatchObject({
    ...{ minAgreement: 0.95, maxLatencyRatio: null, maxLatencyUs: 2_000 },
    maxAddedMemoryBytes: 67_108_864,
  });
});

test('a default that the help tells is the one that holds', () => {
  const told = planOptions(new Command('create')).options.filter(
    ({ long }) => long?.startsWith('--max-') || long === '--min-agreement',
  );
  expect(told).toHaveLength(9);
  for (const { defaultValue, defaultValueDescription, parseArg } of told)
    expect(parseArg?.(defaultValueDescription ?? '', undefined)).toBe(defaultValue);
});

test('each gate can be off', () => {
  const { gates } = planned(
    ...['auroc-drop', 'alert-ratio', 'latency-ratio', 'latency', 'memory', 'temperature', 'queue']
      .flatMap((gate) => [`--max-${gate}`, 'off'])
      .concat('--min-agreement', 'off'),
  );
  expect(Object.values(gates).every((limit) => limit === null)).toBe(true);
});

test('schedule, target and waves', () =>
  expect(
    planned(
      ...['--start', '2027-01-31T22:00Z', '--window', 'daily 22:00-04:00 UTC'],
      ...['--window', 'sat 00:00-23:59 UTC', '--site', 'a', '--site', 'b', '--label', 'line=3'],
      ...['--wave', 'count=2', '--wave', 'rest', '--by-hand', '--success', '95%', '--soak', '10m'],
    ),
  ).toMatchObject({
    schedule: { startAt: Date.UTC(2027, 0, 31, 22), windows: [{ from: '22:00' }, { days: [6] }] },
    target: { sites: ['a', 'b'], labels: { line: '3' } },
    waves: [
      { members: { kind: 'count', count: 2 }, byHand: false, successShare: 0.95, soakMs: 600_000 },
      { members: { kind: 'rest' }, byHand: true },
    ],
  }));

describe('refused by the name of the option, with the remedy', () => {
  test.each([
    ['--max-latency', '2', /--max-latency .*such as 800us or 2\.5ms, or off/],
    ['--max-memory', '64', /--max-memory .*such as 64MiB or 1\.5GB, or off/],
    ['--min-agreement', '90', /--min-agreement .*such as 0\.9 or 90%, or off/],
    ['--max-queue', 'many', /--max-queue .*whole number from 0 to .*, or off/],
    ['--window', 'nightly', /--window .*mon-fri 22:00-04:00 Europe\/Berlin/],
    ['--start', 'tomorrow', /--start .*2027-01-31T22:00Z/],
    ['--accept', '10ms', /--accept .*1s or longer/],
    ['--site', 'Plant A', /--site .*such as plant-a/],
    ['--label', 'line', /--label .*KEY=VALUE/],
    ['--success', '2', /--success .*0\.9 or 90%/],
    ['--name', 'n'.repeat(65), /^--name: /],
    ['--variant', 'n'.repeat(65), /^--variant: /],
  ])('%s %s', (option, value, message) => expect(() => planned(option, value)).toThrow(message));

  test('too many waves', () => {
    const waves = Array.from({ length: 33 }, () => ['--wave', 'count=1']).flat();
    expect(() => planned(...waves)).toThrow(/^--wave: /);
  });
});
