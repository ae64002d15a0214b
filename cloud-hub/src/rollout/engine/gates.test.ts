import type { InstallFigures } from '@lookout/shared/protocol/release-phase';
import { describe, expect, test } from 'vitest';
import type { Member } from './rollout-state.ts';
import {
  figuresOf,
  membersOf,
  minute,
  noon,
  planOf,
  Simulation,
  snapshotOf,
  toldOf,
} from './simulate.fixture.ts';

const installing = (
  figures: Partial<InstallFigures>,
  given: Partial<Member> = {},
): Partial<Member> => ({
  ...{ state: 'installing', sequence: 1 },
  told: toldOf('SHADOW', noon, { figures: figuresOf(figures) }),
  ...given,
});
const running = {
  state: 'running',
  startedAt: noon,
  since: noon,
  letBegin: false,
  background: null,
  waived: null,
} as const;
const judged = (members: readonly Member[], gates: object, rest: object = {}) =>
  new Simulation(snapshotOf({ plan: planOf({ gates }), members, waves: [running], ...rest }));
const figureOf = (rollout: Simulation, gate: string) =>
  rollout.decision.gates.find((row) => row.gate === gate);

/** Ten members alike; `halts`: the gate that is to halt it. */
const cases: [string, Partial<InstallFigures>, Partial<Member>, object, string | null][] = [
  ['all well', {}, {}, {}, null],
  ['agreement just enough', { agreement: 0.9 }, {}, {}, null],
  ['agreement too low', { agreement: 0.89 }, {}, {}, 'agreement'],
  ['agreement not looked at', { agreement: 0.1 }, {}, { minAgreement: null }, null],
  ['agreement on too few windows', { agreement: 0, windows: 2 }, {}, {}, null],
  ['no shadow windows', { windows: 0, agreement: null }, {}, {}, null],
  ['alarms on the same windows', { oldAbove: 40, newAbove: 45 }, {}, {}, null],
  ['alarms four times as often', { oldAbove: 10, newAbove: 40 }, {}, {}, 'alertRatio'],
  ['alarms where the old one had none', { newAbove: 5 }, {}, {}, 'alertRatio'],
  ['one alarm in 500 windows is no evidence', { newAbove: 0 }, {}, {}, null],
  [
    'four times as often is allowed',
    { oldAbove: 10, newAbove: 40 },
    {},
    { maxAlertRatio: 5 },
    null,
  ],
  ['three times as slow', { newLatencyLowUs: 300 }, {}, {}, null],
  ['slower', { newLatencyLowUs: 301 }, {}, {}, 'latencyRatio'],
  ['slower, and no sign that it is', { newLatencyP95Us: 9000 }, {}, {}, null],
  ['slower, below the floor', { newLatencyLowUs: 301, latencyFloorUs: 101 }, {}, {}, null],
  ['too few windows to tell', { newLatencyP95Us: 9000, newLatencyLowUs: null }, {}, {}, null],
  [
    'slower, by an agent that knows no bound',
    { newLatencyP95Us: 15_001, newLatencyLowUs: null, latencyFloorUs: null },
    {},
    {},
    'latencyRatio',
  ],
  ['no old one to compare with', { oldLatencyP95Us: null, newLatencyLowUs: 9000 }, {}, {}, null],
  ['too slow', { newLatencyLowUs: 201 }, {}, { maxLatencyUs: 200 }, 'latency'],
  ['memory', { addedMemoryBytes: 11 }, {}, { maxAddedMemoryBytes: 10 }, 'memory'],
  ['memory given back', { addedMemoryBytes: -5 }, {}, { maxAddedMemoryBytes: 0 }, null],
  ['hot', {}, { temperatureC: 85.5 }, { maxTemperatureC: 85 }, 'temperature'],
  ['no sensor', {}, { temperatureC: null }, { maxTemperatureC: 85 }, null],
  ['hot, and nobody minds', {}, { temperatureC: 85.5 }, {}, null],
  ['queue', {}, { queueRecords: 100_001 }, {}, 'queue'],
];

describe('gates', () => {
  test.each(cases)('%s', (_, figures, member, gates, halts) => {
    const rollout = judged(membersOf(10, installing(figures, member)), gates);
    expect(rollout.snapshot.state).toBe(halts === null ? 'RUNNING' : 'HALTED');
    if (halts === null) return;
    const row = figureOf(rollout, halts);
    expect(row?.ok).toBe(false);
    expect(row?.sample).toBe(10);
    expect(rollout.reasons[0]).toContain(`Wave "all": ${row?.title}: `);
    expect(rollout.reasons[0]).toMatch(/: [\d.]+, limit [\d.]+, over 10 members$/);
  });

  test('as many members may lie above a limit as may fail', () => {
    const members = [
      ...membersOf(9, installing({ addedMemoryBytes: 0 })),
      ...membersOf(1, installing({ addedMemoryBytes: 1e9 }), 9),
    ];
    expect(judged(members, {}).snapshot.state).toBe('RUNNING');
    expect(judged(members.slice(1), {}).snapshot.state).toBe('HALTED');
  });

  test('one noisy device does not make the release slow', () => {
    const members = [
      ...membersOf(2, installing({})),
      ...membersOf(1, installing({ newLatencyLowUs: 5000 }), 2),
    ];
    expect(judged(members, {}).snapshot.state).toBe('RUNNING');
  });

  test.each([
    [0.9, 0.92, 0.02, true],
    [0.89, 0.92, 0.02, false],
    [null, 0.92, 0.02, true],
    [0.89, null, 0.02, true],
    [0.5, 0.92, null, true],
  ])('AUROC %d at least, %d before, may fall by %d', (newAurocLow, oldAuroc, maxAurocDrop, ok) => {
    const rollout = new Simulation(
      snapshotOf({
        plan: planOf({ gates: { maxAurocDrop } }),
        evaluation: { newAurocLow, oldAuroc },
      }),
    );
    expect(rollout.snapshot.state).toBe(ok ? 'RUNNING' : 'HALTED');
    // Known before anything begins: then no device is touched.
    if (!ok) expect(rollout.trace()).toEqual(['setState HALTED']);
  });

  test('only the members of the running wave count', () => {
    const plan = planOf({
      waves: [
        { name: 'a', members: { kind: 'rest' } },
        { name: 'b', members: { kind: 'rest' } },
      ],
    });
    const members = [
      ...membersOf(1, { ...installing({ agreement: 0 }), state: 'succeeded' }),
      ...membersOf(1, { wave: 1, state: 'succeeded' }, 1),
    ];
    const waves = [{ ...running, state: 'done' as const }, running];
    const rollout = new Simulation(snapshotOf({ plan, members, waves }));
    expect(rollout.snapshot.state).toBe('SUCCEEDED');
    expect(figureOf(rollout, 'agreement')?.value).toBeNull();
  });

  test('a person who resumes has seen the gate: it halts no more in this wave, others do', () => {
    const rollout = judged(membersOf(4, installing({ agreement: 0.5 })), {});
    expect(rollout.act({ act: 'resume' })).toBeNull();
    expect(rollout.snapshot.state).toBe('RUNNING');
    expect(figureOf(rollout, 'failures')?.title).toBe(
      'Failed since it was resumed, of those that ended (share)',
    );
    rollout.wait(minute).news(() => ({ temperatureC: 20, queueRecords: 200_000 }));
    expect(rollout.reasons.at(-1)).toContain('Records waiting in the outbox: 200000, limit 100000');
  });
});
