import { type PolicyWish, settingsOf } from '@lookout/shared/detector/decision/settings';
import { describe, expect, test } from 'vitest';
import type { ScoredWindow } from '../detect/scored-window.ts';
import { StreamAlerts, stopStream } from './stream-alerts.ts';

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

const fixedLevels = { raiseLevel: 6, clearLevel: 3, onDelayMs: 0, offDelayMs: 0 };
const bundle = {
  calibration: {
    ...{ windows: 100, median: 10, spread: 2, falseAlarmRate: 0.01, raiseLevel: 6, clearLevel: 3 },
    quantiles: [-2, 0, 2],
    tail: { start: 2, share: 0.1, meanExcess: 1 },
  },
  input: { kind: 'series' as const, windowLength: 10, periodMs: 1_000, channels: [] },
  commissioning: {
    minWindows: 100,
    medianBounds: [0, 20] as [number, number],
    spreadBounds: [0.5, 8] as [number, number],
  },
};

/** Two channels; a window's score is `score` calibrated, borne by `blame`. */
class Bench {
  private at = 100_000;
  private ids = 0;
  readonly alerts: StreamAlerts;

  constructor(modelDigest = 'a'.repeat(64), policy: PolicyWish = fixedLevels) {
    this.alerts = new StreamAlerts(
      {
        modelDigest,
        variant: 'fp32',
        newAlertId: () => id(++this.ids),
        channels: [
          { name: 'pressure', unit: 'bar' },
          { name: 'flow', unit: null },
        ],
      },
      settingsOf(bundle, policy, null),
    );
  }

  window(score: number | null, blame: 'pressure' | 'flow' | 'nobody' = 'pressure') {
    this.at += 1_000;
    return this.alerts.onWindow(scoredWindow(this.at, score, blame));
  }

  sensor(channel: string, active: boolean, fault: 'stuck' | 'missing' = 'stuck') {
    const change = { channel, unit: null, fault, active, value: 1, detail: `${channel} ${fault}` };
    return this.alerts.onSensors([change], this.at);
  }
}

function scoredWindow(at: number, score: number | null, blame: string): ScoredWindow {
  const two = (a: number, b: number) => Float32Array.of(a, b);
  return {
    window: {
      ...{ stream: 'pump', at, sourceAt: null, elapsedMs: at, data: two(0, 0), last: [0, 0] },
      quality: { scored: true },
    },
    verdict:
      score === null
        ? { kind: 'notScored' }
        : {
            kind: 'scored',
            score: {
              score: 10 + 2 * score,
              channelError: blame === 'pressure' ? two(9, 1) : two(1, 9),
              latentKl: two(0, 0),
              rebuilt:
                blame === 'nobody'
                  ? null
                  : { expected: two(0, 0), worst: { value: two(3, 4), expected: two(1, 2) } },
              latencyUs: 1,
            },
          },
  };
}

const types = (records: readonly { type: string }[]) => records.map((record) => record.type);

test('the score comes in calibrated units', () => {
  expect(new Bench().window(4).statistic).toBe(4);
  expect(new Bench().window(null).statistic).toBeNull();
});

describe('a sensor fault', () => {
  test('is told once when it begins and once when it ends, under one id', () => {
    const bench = new Bench();
    const begun = bench.sensor('flow', true);
    expect(bench.sensor('flow', true)).toEqual([]);
    const ended = bench.sensor('flow', false);
    expect(begun).toMatchObject([{ type: 'sensorFault', active: true, faultId: id(1) }]);
    expect(ended).toMatchObject([{ type: 'sensorFault', active: false, faultId: id(1) }]);
    expect(bench.sensor('flow', false)).toEqual([]);
  });

  test.each([
    ['the channel that bears the alert', 'pressure', ['sensorFault', 'cleared'], false],
    ['another channel', 'flow', ['sensorFault'], true],
  ] as const)('on %s', (_, channel, told, stands) => {
    const bench = new Bench();
    bench.window(9, 'pressure');
    const records = bench.sensor(channel, true);
    expect(types(records)).toEqual(told);
    expect(bench.alerts.alert !== null).toBe(stands);
    if (!stands) expect(records[1]).toMatchObject({ reason: 'sensorFault', alertId: id(1) });
    expect(bench.window(null).records).toEqual([]);
  });

  test('on any part of a camera ends an alert about its frames as a whole', () => {
    const bench = new Bench();
    expect(bench.window(9, 'nobody').records).toMatchObject([{ type: 'raised', channels: [] }]);
    expect(types(bench.sensor('flow', true))).toEqual(['sensorFault', 'cleared']);
  });

  test('is over once windows are scored again, whoever saw it begin', () => {
    const before = new Bench();
    before.sensor('flow', true);
    const after = new Bench();
    after.alerts.restore(before.alerts.memory(), 0);
    expect(after.window(1).records).toMatchObject([
      { type: 'sensorFault', active: false, channel: 'flow', faultId: id(1) },
    ]);
    expect(after.alerts.faultyChannels).toEqual([]);
  });
});

describe('after a restart', () => {
  const standing = () => {
    const bench = new Bench();
    bench.window(9);
    return bench.alerts.memory();
  };

  test('nothing is remembered before the first window', () => {
    const bench = new Bench();
    expect(bench.alerts.memory()).toBeNull();
    expect(bench.alerts.restore(null, 0)).toEqual([]);
  });

  test('a standing alert goes on under its id', () => {
    const bench = new Bench();
    expect(bench.alerts.restore(standing(), 0)).toEqual([]);
    expect(bench.window(null).records).toEqual([]);
    expect(bench.window(1).records).toMatchObject([{ type: 'cleared', alertId: id(1) }]);
  });

  test('with another model it is cleared as stopped', () => {
    const bench = new Bench('b'.repeat(64));
    expect(bench.alerts.restore(standing(), 7)).toMatchObject([
      { type: 'cleared', reason: 'stopped', at: 7, alertId: id(1), modelDigest: 'a'.repeat(64) },
    ]);
    expect(bench.alerts.alert).toBeNull();
  });

  test('a stream that is gone leaves nothing standing', () => {
    const bench = new Bench();
    bench.window(9, 'pressure');
    bench.sensor('flow', true);
    const memory = bench.alerts.memory() ?? '';
    expect(stopStream(memory, 7)).toMatchObject([
      { type: 'cleared', reason: 'stopped' },
      { type: 'sensorFault', active: false },
    ]);
  });

  test.each(['', '{', '{"alert":1,"faults":[]}'])('a memory of %j counts as none', (memory) =>
    expect(new Bench().alerts.restore(memory, 0)).toEqual([]),
  );
});

describe('what was learned of an asset', () => {
  /** Calm scores with a ripple, as an asset gives them that has twice the bundle's spread. */
  const learn = (bench: Bench, windows: number) =>
    Array.from({ length: windows }, (_, i) => bench.window(2 * Math.sin(i * 2.4)).records).flat();
  const open = { alarmsPerDay: 1, onDelayMs: 0, offDelayMs: 0 };
  const benchOf = (digit: string) => new Bench(digit.repeat(64), open);

  test('is told once, moves the level, and outlives a restart', () => {
    const bench = benchOf('a');
    const before = bench.alerts.level;
    expect(learn(bench, 120)).toMatchObject([{ type: 'adapted', reason: 'commissioned' }]);
    const again = benchOf('a');
    again.alerts.restore(bench.alerts.memory(), 0);
    expect(again.alerts.level).toBe(bench.alerts.level);
    expect(again.alerts.level).not.toBe(before);
    expect(again.alerts.judgement).toEqual(bench.alerts.judgement);
    expect(again.alerts.judgement).toMatchObject({ commissioning: 'commissioned', windows: 102 });
  });

  test('means nothing to another model', () => {
    const bench = benchOf('a');
    learn(bench, 120);
    bench.alerts.reset({ mode: 'rezero', by: 'kim', at: 5 }, [1, 2]);
    const other = benchOf('b');
    other.alerts.restore(bench.alerts.memory(), 0);
    expect(other.alerts.zeroOffset).toBeNull();
    expect(other.alerts.judgement).toEqual(benchOf('b').alerts.judgement);
  });

  test('of an older agent does not cost the alert', () => {
    const bench = benchOf('a');
    bench.window(99);
    const { alert, faults } = JSON.parse(bench.alerts.memory() ?? '');
    for (const memory of [
      { alert, faults },
      { alert, faults, learned: { told: 'otherwise' } },
    ]) {
      const again = benchOf('a');
      expect(again.alerts.restore(JSON.stringify(memory), 0)).toEqual([]);
      expect(again.alerts.alert?.alertId).toBe(alert.alertId);
    }
  });

  test.each([
    ['recommission', 'reset', null],
    ['rezero', 'rezeroed', [1, 2]],
    ['restore', 'restored', null],
  ] as const)('an operator’s %s clears the alert and is recorded', (mode, reason, offset) => {
    const bench = benchOf('a');
    bench.window(99);
    expect(bench.alerts.reset({ mode, by: 'kim', at: 5 }, offset)).toMatchObject([
      { type: 'cleared', reason: 'reset', alertId: id(1), at: 5 },
      { type: 'adapted', reason, by: 'kim', at: 5, modelDigest: 'a'.repeat(64) },
    ]);
    expect(bench.alerts.alert).toBeNull();
    const again = benchOf('a');
    again.alerts.restore(bench.alerts.memory(), 0);
    expect(again.alerts.zeroOffset).toEqual(offset);
  });
});

describe('when a release puts another bundle in its place', () => {
  const [old, next] = ['a'.repeat(64), 'b'.repeat(64)];
  const learning = { ...fixedLevels, raiseLevel: null, clearLevel: null, adaptive: false };
  const fitted = () => {
    const bench = new Bench(old, learning);
    for (let i = 0; i < 400; i++) bench.window(1 + (i % 7) / 7);
    return bench;
  };

  test('a standing alert goes on under its id, and says who judges now', () => {
    const [before, after] = [new Bench(old), new Bench(next)];
    const [raised] = before.window(9).records;
    after.alerts.takeOver(before.alerts);
    const [cleared] = after.window(1).records;
    expect(cleared).toMatchObject({ type: 'cleared', reason: 'returned', modelDigest: next });
    expect(cleared && 'alertId' in cleared && cleared.alertId).toBe(
      raised && 'alertId' in raised && raised.alertId,
    );
  });

  test('an alert of its own, which nobody has heard of, is forgotten', () => {
    const [before, after] = [new Bench(old), new Bench(next)];
    after.window(9);
    after.alerts.takeOver(before.alerts);
    expect(after.alerts.alert).toBeNull();
  });

  test('sensor faults go on', () => {
    const [before, after] = [new Bench(old), new Bench(next)];
    before.sensor('flow', true);
    after.alerts.takeOver(before.alerts);
    expect(after.alerts.faultyChannels).toEqual(['flow']);
  });

  test('the fit to the asset is carried over, in calibrated units', () => {
    const before = fitted();
    const after = new Bench(next, learning);
    expect(before.alerts.judgement.commissioning).toBe('commissioned');
    after.alerts.inherit(before.alerts);
    expect(after.alerts.judgement).toMatchObject({
      ...{ commissioning: 'commissioned', median: before.alerts.judgement.median },
    });
    expect(after.alerts.level).toBeCloseTo(before.alerts.level, 5);
  });

  test.each([
    ['the old one', old],
    ['the new one', next],
  ])('over a power cut in the trial, %s goes on where it was', (_, booted) => {
    const before = fitted();
    const after = new Bench(next, learning);
    after.alerts.inherit(before.alerts);
    before.window(99);
    after.alerts.takeOver(before.alerts);
    after.window(99);
    const again = new Bench(booted, learning);
    expect(again.alerts.restore(after.alerts.memory(), 0)).toEqual([]);
    expect(again.alerts.alert?.alertId).toBe(before.alerts.alert?.alertId);
    expect(again.alerts.judgement.commissioning).toBe('commissioned');
  });

  test('a bundle that comes back remembers what it had learned', () => {
    const before = fitted();
    const after = new Bench(next, learning);
    after.alerts.takeOver(before.alerts);
    const back = new Bench(old, learning);
    back.alerts.inherit(after.alerts);
    expect(back.alerts.judgement).toMatchObject({ commissioning: 'commissioned' });
  });

  test("an operator's reset holds for both", () => {
    const before = fitted();
    const after = new Bench(next, learning);
    after.alerts.inherit(before.alerts);
    const reset = { mode: 'restore', by: 'olga', at: 1 } as const;
    before.alerts.reset(reset, null);
    after.alerts.follow(before.alerts, reset);
    expect(after.alerts.judgement.commissioning).toBe('off');
  });
});

test('the same bundle on another provider goes on in the middle of everything', () => {
  const policy = { raiseLevel: 6, clearLevel: 3, onDelayMs: 2_000, offDelayMs: 0 };
  const [before, after] = [new Bench(undefined, policy), new Bench(undefined, policy)];
  before.window(1);
  before.window(9);
  before.window(9);
  after.alerts.inherit(before.alerts);
  after.alerts.takeOver(before.alerts);
  // The delay has been running since before the switch.
  for (const { alerts } of [before, after]) {
    const { records } = alerts.onWindow(scoredWindow(104_000, 9, 'pressure'));
    expect(records.map(({ type }) => type)).toEqual(['raised']);
  }
});
