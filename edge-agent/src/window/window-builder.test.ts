import { Random } from '@lookout/shared/simulator/random';
import { describe, expect, test } from 'vitest';
import type { Sample } from '../source/source.ts';
import { channelSpec, windowSettings } from './window.fixture.ts';
import type { Window } from './window.ts';
import { WindowBuilder } from './window-builder.ts';

const builder = (settings = {}, channels = [channelSpec('a'), channelSpec('b')]) =>
  new WindowBuilder({
    stream: 's',
    channels,
    windowLength: 3,
    periodMs: 1_000,
    settings: windowSettings(settings),
  });

const sample = (at: number, ...values: (number | null)[]): Sample => ({
  at,
  sourceAt: null,
  values,
});

/** What became of each row: `scored`, the reason and channel, or `out` for a row left out. */
const qualities = (windows: WindowBuilder, rows: readonly Sample[]): string[] =>
  rows.map((row) => {
    const { window } = windows.push(row, row.at);
    if (window === null) return 'out';
    const { quality } = window;
    if (quality.scored) return 'scored';
    return quality.channel === null ? quality.reason : `${quality.reason} ${quality.channel}`;
  });

test('a window holds the last rows, oldest first, in engineering units', () => {
  const windows = builder();
  const steps = [0, 1, 2, 3, 4].map((k) => windows.push(sample(1000 * k, k, 10 * k), 0));
  expect(steps[1]?.window).toMatchObject({ quality: { scored: false, reason: 'filling' } });
  expect(steps[4]?.window).toEqual({
    stream: 's',
    at: 4000,
    sourceAt: null,
    elapsedMs: 4000,
    data: Float32Array.of(2, 20, 3, 30, 4, 40),
    last: [4, 40],
    quality: { scored: true },
  });
});

const n = null;
const at = (times: number[]) => times.map((time, i) => sample(time, i, i));
const values = (rows: (number | null)[]) => rows.map((v, i) => sample(1000 * i, v, i));

describe('quality', () => {
  test.each<[string, object, Sample[], string[]]>([
    ['fills', {}, at([0, 1e3, 2e3]), ['filling', 'filling', 'scored']],
    [
      'a gap breaks the window',
      {},
      at([0, 1e3, 2e3, 4e3, 5e3, 6e3]),
      [...['filling', 'filling', 'scored'], ...['gap', 'gap', 'scored']],
    ],
    [
      'a bridged gap does not',
      { bridgeRows: 1 },
      at([0, 1e3, 3e3, 4e3]),
      [...['filling', 'filling', 'scored', 'scored']],
    ],
    [
      'one row more than is bridged',
      { bridgeRows: 1 },
      at([0, 1e3, 4e3]),
      [...['filling', 'filling', 'gap']],
    ],
    [
      'late and double rows are left out',
      {},
      at([0, 1e3, 1e3, 0, 2e3]),
      [...['filling', 'filling', 'out', 'out', 'scored']],
    ],
    [
      'a clock set back begins anew',
      {},
      at([9e6, 9.001e6, 0, 1e3, 2e3, 3e3, 4e3]),
      [...['filling', 'filling', 'out', 'out', 'gap', 'gap', 'scored']],
    ],
    [
      'a missing channel, until its row has left',
      {},
      values([1, 1, n, 1, 1, 1]),
      [
        ...['filling', 'filling', 'missingChannel a', 'missingChannel a', 'missingChannel a'],
        'scored',
      ],
    ],
    ['NaN', {}, values([1, 1, Number.NaN]), ['filling', 'filling', 'nonFinite a']],
    ['infinite', {}, values([1, 1, Infinity]), ['filling', 'filling', 'nonFinite a']],
    ['beyond float32', {}, values([1, 1, 1e39]), ['filling', 'filling', 'nonFinite a']],
    [
      'a channel that stays away is a sensor fault',
      { missingAfterRows: 2 },
      values([1, 1, 1, n, n]),
      [...['filling', 'filling', 'scored', 'missingChannel a', 'sensorFault a']],
    ],
  ])('%s', (_, settings, rows, expected) => {
    expect(qualities(builder(settings), rows)).toEqual(expected);
  });

  test('a sensor out of range is never scored, and no longer than its rows are in the window', () => {
    const limited = [channelSpec('a', { plausibleMax: 10 }), channelSpec('b')];
    const windows = builder({ recoverAfterRows: 2 }, limited);
    expect(qualities(windows, values([1, 2, 3, 99, 3, 2, 1]))).toEqual([
      ...['filling', 'filling', 'scored'],
      ...['sensorFault a', 'sensorFault a', 'sensorFault a', 'scored'],
    ]);
  });

  test('a frozen sensor is not scored even before it is found out', () => {
    const frozen = [channelSpec('a', { stuckAfterRows: 6 }), channelSpec('b')];
    const windows = builder({}, frozen);
    const seen = qualities(windows, values([1, 2, 3, 7, 7, 7, 7, 7, 7, 7]));
    expect(seen).toEqual([
      ...['filling', 'filling', 'scored', 'scored', 'scored'],
      ...['sensorFault a', 'sensorFault a', 'sensorFault a', 'sensorFault a', 'sensorFault a'],
    ]);
  });

  test('transitions come with the row that shows them', () => {
    const windows = builder({}, [channelSpec('a', { plausibleMax: 10 }), channelSpec('b')]);
    expect(windows.push(sample(0, 11, 0), 0).transitions).toMatchObject([
      { channel: 'a', fault: 'outOfRange', active: true },
    ]);
  });
});

test('rows left out are counted', () => {
  const windows = builder();
  qualities(windows, at([0, 1e3, 1e3, 0, 2e3]));
  expect(windows.leftOut).toEqual({ late: 1, duplicate: 1 });
});

test('a row of another width is refused', () => {
  expect(() => builder().push(sample(0, 1), 0)).toThrow(/1 values for 2 channels/);
});

test('a replayed recording lies on its own time, however fast it comes', () => {
  const windows = builder();
  const rows = [0, 1, 2, 4].map((k) => ({ at: 5_000, sourceAt: 1000 * k, values: [k, k] }));
  expect(qualities(windows, rows)).toEqual(['filling', 'filling', 'scored', 'gap']);
});

describe('stale', () => {
  const stale = { quality: { scored: false, reason: 'stale', channel: null } };

  test('is said once, and again after rows have come', () => {
    const windows = builder();
    windows.push(sample(0, 1, 2), 100_000);
    expect(windows.check(104_999)).toBeNull();
    expect(windows.check(105_000)).toMatchObject({ ...stale, at: 105_000, last: [1, 2] });
    expect(windows.check(110_000)).toBeNull();
    windows.push(sample(12_000, 1, 2), 112_000);
    expect(windows.check(116_999)).toBeNull();
    expect(windows.check(117_000)).toMatchObject(stale);
  });

  test('is said of a stream that never began', () => {
    const windows = builder({ staleAfterMs: 2_000 });
    expect(windows.check(0)).toBeNull();
    expect(windows.check(2_000)).toMatchObject({ ...stale, last: [null, null] });
  });

  test('is not put off by a clock that is set back', () => {
    const windows = builder({ staleAfterMs: 2_000 });
    windows.push(sample(0, 1, 2), 9_000_000);
    expect(windows.check(1_000)).toBeNull();
    expect(windows.check(3_000)).toMatchObject(stale);
  });

  test('rows of which none can be used do not keep a stream fresh', () => {
    const windows = builder({ staleAfterMs: 2_000 });
    windows.push(sample(0, 1, 2), 0);
    windows.push(sample(0, 1, 2), 1_900); // the sender's clock stands still
    expect(windows.check(2_000)).toMatchObject(stale);
  });
});

/** Rows k = 0, 1, 2, … with jitter, losses, doubles and stragglers; channel a is k. */
function disturbed(random: Random, rows: number): Sample[] {
  const out: Sample[] = [];
  for (let k = 0; k < rows; k++) {
    if (random.uniform() < 0.05) continue;
    const row = sample(1000 * k + 200 * random.centred(), k, -k);
    out.push(row);
    if (random.uniform() < 0.05) out.push(row);
    const old = out[out.length - 1 - Math.floor(20 * random.uniform())];
    if (old !== undefined && random.uniform() < 0.05) out.push(old);
  }
  return out;
}

describe.each([1, 2, 3, 4, 5, 6, 7, 8])('any disturbed stream (seed %s)', (seed) => {
  const feed = (rows: readonly Sample[], bridgeRows: number): Window[] => {
    const windows = builder({ bridgeRows });
    return rows.flatMap((row) => windows.push(row, row.at).window ?? []);
  };

  test.each([0, 1, 2])('scores only true neighbours, %s missing rows bridged', (bridgeRows) => {
    const windows = feed(disturbed(new Random(seed), 500), bridgeRows);
    const scored = windows.filter(({ quality }) => quality.scored);
    expect(scored.length).toBeGreaterThan(300);
    const steps = new Set<number>();
    for (const { data, last } of scored) {
      const [first = Number.NaN, second = Number.NaN, third = Number.NaN] = [
        data[0],
        data[2],
        data[4],
      ];
      steps.add(second - first).add(third - second);
      expect([data[4], data[5]]).toEqual(last);
    }
    expect(Math.min(...steps)).toBe(1);
    expect(Math.max(...steps)).toBeLessThanOrEqual(1 + bridgeRows);
  });

  test('every row is taken once, in order, and its own time runs on the grid', () => {
    const rows = disturbed(new Random(seed), 500);
    const taken = feed(rows, 0);
    const sent = new Set(rows.map(({ values }) => values[0]));
    expect(taken.map(({ last }) => last[0])).toEqual([...sent]);
    const first = taken[0]?.last[0] ?? 0;
    expect(taken.map(({ elapsedMs }) => elapsedMs)).toEqual(
      taken.map(({ last }) => 1000 * ((last[0] ?? 0) - first)),
    );
  });

  test('its running time never runs backwards, whatever the clock does', () => {
    const random = new Random(seed);
    const rows = disturbed(random, 500).map((row, i) => ({
      ...row,
      at: row.at + (i % 100 < 50 ? 0 : 3_600_000 * Math.sign(random.centred())),
    }));
    const elapsed = feed(rows, 0).map(({ elapsedMs }) => elapsedMs);
    expect(elapsed).toEqual(elapsed.toSorted((a, b) => a - b));
  });
});

describe('a frame', () => {
  const frame = Float32Array.of(0.1, 0.3, 0.2, 0.4);
  const camera = (limits = {}) =>
    new WindowBuilder({
      ...{ stream: 's', windowLength: 1, periodMs: 1_000, settings: windowSettings() },
      channels: [channelSpec('grey', limits)],
    });

  test('is the data of its window, and its row the last one', () => {
    const { window } = camera().push({ ...sample(1_000, 0.25), frame }, 0);
    expect(window).toMatchObject({ last: [0.25], quality: { scored: true } });
    expect(window?.data).toBe(frame);
  });

  test('after a gap is as good as any', () => {
    const windows = camera();
    const rows = [1_000, 9_000].map((at) => ({ ...sample(at, 0.25), frame }));
    expect(qualities(windows, rows)).toEqual(['scored', 'scored']);
  });

  test.each([
    ['of a dark camera', { plausibleMin: 0.1 }, [0.25, 0.05, 0.05], 'scored'],
    ['of a camera that stands still', { stuckAfterRows: 4 }, [0.2, 0.25, 0.25], 'scored'],
  ])('%s is not scored', (_, limits, means, first) => {
    const rows = means.map((mean, i) => ({ ...sample(1_000 * i, mean), frame }));
    const found = qualities(camera(limits), rows);
    expect([found[0], found[2]]).toEqual([first, 'sensorFault grey']);
    const { window } = camera({ plausibleMin: 0.1 }).push({ ...sample(1, 0), frame }, 0);
    expect(window?.data).toHaveLength(0);
  });
});
