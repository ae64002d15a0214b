import { describe, expect, test } from 'vitest';
import { Random } from '../../simulator/random.ts';
import { recordingOf } from '../recording.fixture.ts';
import { channelLevels, columnOf } from './channel-level.ts';
import { type Fault, faultKinds, usualSeverities } from './fault.ts';
import { injectFault } from './inject-fault.ts';
import { constantChannel, swinging } from './swinging.fixture.ts';

const [fromRow, toRow] = [40, 60];
const fault: Fault = { kind: 'noise', channel: 0, fromRow, toRow, severity: 1 };
/** Of one channel that rises by one a row, with σ = 1: what each fault makes of rows 3, 4 and 5. */
const rising = recordingOf([[0], [1], [2], [3], [4], [5], [6], [7], [8], [9]]);
const unit = [{ median: 2, spread: 1 }];
const shown = (kind: Fault['kind'], severity: number, seed = 1) => {
  const short = { kind, channel: 0, fromRow: 3, toRow: 6, severity };
  return [...injectFault(rising, short, new Random(seed), unit).values.subarray(3, 6)];
};

describe.each(faultKinds)('%s', (kind) => {
  const cases = usualSeverities(kind, 10).flatMap((severity) =>
    [0, 1, 2].map((channel) => ({ ...fault, kind, channel, severity })),
  );

  test.each(cases)('of severity $severity on channel $channel stays in its place', (planned) => {
    const recording = swinging(120, { breaks: [50] });
    const before = recording.values.slice();
    const faulty = injectFault(recording, planned, new Random(3));
    expect(recording.values).toEqual(before);
    expect([...(faulty.labels ?? [])]).toEqual(
      Array.from({ length: 120 }, (_, row) => (row >= fromRow && row < toRow ? 1 : 0)),
    );
    expect(faulty.breakBefore).toEqual(recording.breakBefore);
    let changed = 0;
    faulty.values.forEach((value, i) => {
      const [row, channel] = [Math.floor(i / 4), i % 4];
      expect(Number.isFinite(value)).toBe(true);
      const mayDiffer = channel === planned.channel && row >= fromRow && row < toRow;
      if (!mayDiffer) expect(value).toBe(before[i]);
      else if (value !== before[i]) changed++;
    });
    expect(changed).toBeGreaterThan(0);
  });

  test('is the same again for the same seed', () => {
    const faultOf = (seed: number) =>
      injectFault(swinging(120), { ...fault, kind }, new Random(seed)).values;
    expect(faultOf(5)).toEqual(faultOf(5));
  });
});

test.each(['noise', 'spike', 'brokenCorrelation'] as const)('%s is drawn', (kind) => {
  expect(shown(kind, 1, 1)).not.toEqual(shown(kind, 1, 2));
});

test.each([
  ['stuck', 1, [2, 2, 2]],
  ['scale', 1, [4, 6, 8]], // 2 + 2·(3 - 2) ...
  ['delay', 2, [1, 2, 3]],
  ['delay', 9, [0, 0, 0]], // never from before the recording
] as const)('%s of %d shows', (kind, severity, values) => {
  expect(shown(kind, severity)).toEqual(values);
});

test('a drift reaches its severity on the last row', () => {
  const moved = shown('drift', 3).map((value, i) => value - (3 + i));
  expect(moved.map(Math.abs)).toEqual([1, 2, 3]);
  expect(new Set(moved.map(Math.sign)).size).toBe(1);
});

test('some sensors drift up, others down', () => {
  const ends = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => (shown('drift', 3, seed)[2] ?? 0) - 5);
  expect(new Set(ends)).toEqual(new Set([-3, 3]));
});

test('spikes stand alone, and one stands on the first row', () => {
  const moved = injectFault(swinging(400), { ...fault, kind: 'spike', toRow: 340 }, new Random(2));
  const spread = channelLevels([swinging(400)])[0]?.spread ?? 0;
  const jumps = [...columnOf(moved, 0)].map(
    (value, row) => (value - (columnOf(swinging(400), 0)[row] ?? 0)) / spread,
  );
  const hit = jumps.filter((jump) => Math.abs(jump) > 1e-9);
  hit.forEach((jump) => {
    expect(Math.abs(jump)).toBeCloseTo(1);
  });
  expect(Math.abs(jumps[40] ?? 0)).toBeCloseTo(1);
  expect(hit.length).toBeGreaterThan(30);
  expect(hit.length).toBeLessThan(90);
});

test('noise is as wide as its severity says', () => {
  const long = swinging(2000);
  const spread = channelLevels([long])[0]?.spread ?? 0;
  const noisy = { ...fault, severity: 3, fromRow: 0, toRow: 2000 };
  const truth = columnOf(long, 0);
  const added = [...columnOf(injectFault(long, noisy, new Random(4)), 0)].map(
    (value, row) => value - (truth[row] ?? 0),
  );
  const width = Math.sqrt(added.reduce((sum, x) => sum + x * x, 0) / added.length);
  expect(width / spread).toBeCloseTo(3, 0);
});

test('a broken correlation shows another stretch of the same channel, free of gaps and faults', () => {
  const labels = Array.from({ length: 200 }, (_, row) => (row >= 150 ? 1 : 0));
  const recording = swinging(200, { breaks: [30, 100], labels });
  const planned = { ...fault, kind: 'brokenCorrelation' as const };
  const column = [...columnOf(recording, 0)];
  for (let seed = 0; seed < 40; seed++) {
    const faulty = columnOf(injectFault(recording, planned, new Random(seed)), 0);
    const first = column.indexOf(faulty[fromRow] ?? 0);
    expect([...faulty.subarray(fromRow, toRow)]).toEqual(column.slice(first, first + 20));
    const outside = first + 20 <= fromRow || first >= toRow;
    const whole = ![30, 100].some((gap) => gap > first && gap < first + 20);
    expect([outside, whole, first + 20 <= 150]).toEqual([true, true, true]);
  }
});

test('a sensor that begins a run stuck holds its first value, and a delay never looks across a gap', () => {
  const recording = swinging(100, { breaks: [40, 50] });
  const column = columnOf(recording, 0);
  const stuck = injectFault(recording, { ...fault, kind: 'stuck' }, new Random(1));
  expect(columnOf(stuck, 0)[55]).toBe(column[40]);
  const late = injectFault(recording, { ...fault, kind: 'delay', severity: 5 }, new Random(1));
  expect([41, 47, 51, 57].map((row) => columnOf(late, 0)[row])).toEqual(
    [40, 42, 50, 52].map((row) => column[row]),
  );
});

test('rows that were anomalous stay labelled', () => {
  const labels = Array.from({ length: 100 }, (_, row) => (row < 5 ? 1 : 0));
  const faulty = injectFault(swinging(100, { labels }), fault, new Random(1));
  expect(faulty.labels?.slice(0, 6)).toEqual(Uint8Array.of(1, 1, 1, 1, 1, 0));
});

test.each([
  ['a channel that never moves', { channel: constantChannel }, 'channel 3 never moves'],
  ['no such channel', { channel: 4 }, 'no channel 4'],
  ['rows past the end', { toRow: 101 }, 'are not in 100 rows'],
  ['no row at all', { toRow: 40 }, 'are not in 100 rows'],
  ['half a row', { fromRow: 0.5 }, 'are no rows'],
  ['a negative severity', { severity: -1 }, 'severity -1'],
  [
    'no other stretch',
    { kind: 'brokenCorrelation' as const, fromRow: 20, toRow: 80 },
    'no other 60 normal rows',
  ],
])('%s is refused', (_name, change, message) => {
  const faulty = () => injectFault(swinging(100), { ...fault, ...change }, new Random(1));
  expect(faulty).toThrow(RangeError);
  expect(faulty).toThrow(message);
});
