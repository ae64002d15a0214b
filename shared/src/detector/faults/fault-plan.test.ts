import { expect, test } from 'vitest';
import { faultKinds } from './fault.ts';
import { faultPlan, injectPlanned, type PlannedFault } from './fault-plan.ts';
import { constantChannel, swinging } from './swinging.fixture.ts';

const windowLength = 5;
const recordings = [
  swinging(300, { breaks: [130] }),
  swinging(200, { seed: 8, labels: Array.from({ length: 200 }, (_, row) => (row < 60 ? 1 : 0)) }),
];
const options = { windowLength, seed: 1, eventsPerKind: 18 };
const plan = faultPlan(recordings, options);
const count = <T>(of: (fault: PlannedFault) => T, value: T) =>
  plan.filter((fault) => of(fault) === value).length;

test('kinds are balanced, and so are the channels that move', () => {
  expect(plan).toHaveLength(18 * faultKinds.length);
  for (const kind of faultKinds) expect(count((fault) => fault.kind, kind)).toBe(18);
  const perChannel = [0, 1, 2].map((channel) => count((fault) => fault.channel, channel));
  expect(Math.max(...perChannel) - Math.min(...perChannel)).toBeLessThanOrEqual(3);
  expect(count((fault) => fault.channel, constantChannel)).toBe(0);
});

test('every kind meets every channel at every severity', () => {
  const noises = plan.filter(({ kind }) => kind === 'noise');
  const pairs = new Set(noises.map(({ channel, severity }) => `${channel}/${severity}`));
  expect(pairs.size).toBe(9);
});

test('faults of one copy lie on normal, unbroken rows with clean ones before', () => {
  const clean = 2 * windowLength;
  for (const fault of plan) {
    const { breakBefore, labels, rows } = recordings[fault.recording] ?? swinging(0);
    expect(fault.toRow - fault.fromRow).toBe(2 * windowLength);
    expect(fault.fromRow).toBeGreaterThanOrEqual(clean);
    expect(fault.toRow).toBeLessThanOrEqual(rows);
    expect(breakBefore.slice(fault.fromRow - clean + 1, fault.toRow)).not.toContain(1);
    expect(labels?.slice(fault.fromRow - clean, fault.toRow) ?? []).not.toContain(1);
    const others = plan.filter(
      (other) =>
        other !== fault && other.copy === fault.copy && other.recording === fault.recording,
    );
    for (const other of others)
      expect(
        other.fromRow - fault.toRow >= clean || fault.fromRow - other.toRow >= clean,
        JSON.stringify([fault, other]),
      ).toBe(true);
  }
});

test('the same seed plans and injects the same, another seed differently', () => {
  expect(faultPlan(recordings, options)).toEqual(plan);
  expect(faultPlan(recordings, { ...options, seed: 2 })).not.toEqual(plan);
  for (const fault of plan)
    expect(injectPlanned(recordings, fault)).toEqual(injectPlanned(recordings, fault));
});

test('every planned fault moves its channel, also where it mostly stands still', () => {
  const flat = swinging(400);
  for (let row = 0; row < 360; row++) flat.values[row * 4] = 50;
  const faults = faultPlan([flat], { ...options, kinds: ['stuck', 'delay'] });
  expect(faults.some(({ channel }) => channel === 0)).toBe(true);
  for (const fault of faults) expect(injectPlanned([flat], fault).values).not.toEqual(flat.values);
});

test.each([
  ['no recording', []],
  ['a recording too short for one fault', [swinging(19)]],
  ['gaps everywhere', [swinging(100, { breaks: Array.from({ length: 10 }, (_, i) => 10 * i) })]],
])('%s gives no faults', (_name, short) => {
  expect(faultPlan(short, options)).toEqual([]);
});

test('where a fault just fits, broken correlations find no other stretch and are left out', () => {
  const short = faultPlan([swinging(25)], { ...options, eventRows: 15 });
  const kinds = new Set(short.map(({ kind }) => kind));
  expect([...kinds].sort()).toEqual(['delay', 'drift', 'noise', 'scale', 'spike', 'stuck']);
});
