import { describe, expect, test } from 'vitest';
import { type AlertPolicy, type AlertRecord, alertPolicy } from './alert-policy.ts';
import { type AlertState, quietState } from './alert-state.ts';

const policy: AlertPolicy = {
  raiseLevel: 6,
  clearLevel: 3,
  onDelayMs: 2_000,
  offDelayMs: 4_000,
  maxPauseMs: 10_000,
};
const judge = { modelDigest: 'digest', variant: 'fp32', newAlertId: () => 'id' };
const evidence = (score: number | null) => [
  { channel: `at ${score}`, unit: null, value: 1, expected: 0, share: 1 },
];

type Step = number | null | { readonly pauseMs: number };

/** Plays scores one second apart. */
function play(steps: readonly Step[], using = policy) {
  let state: AlertState = quietState;
  let at = 100_000;
  const records: (AlertRecord & { row: number })[] = [];
  steps.forEach((step, row) => {
    if (typeof step === 'object' && step !== null) {
      at += step.pauseMs;
      return;
    }
    const window = { at, elapsedMs: at - 50_000, score: step, channels: evidence(step) };
    const next = alertPolicy(state, window, using, judge);
    state = next.state;
    records.push(...next.records.map((record) => ({ ...record, row })));
    at += 1_000;
  });
  return { state, records, told: records.map(({ row, type }) => `${row} ${type}`) };
}

const times = (n: number, score: number | null): (number | null)[] => Array(n).fill(score);

describe('raising and clearing', () => {
  test.each<[string, Step[], string[]]>([
    ['normal', times(20, 1), []],
    ['a spike of two windows', [1, 9, 9, 1, 1], []],
    ['the third window above raises', [1, 9, 9, 9], ['3 raised']],
    ['at the level is not above it', times(9, 6), []],
    ['a dip below the raise level starts anew', [9, 9, 5, 9, 9], []],
    ['five windows below clear', [9, 9, 9, ...times(5, 1)], ['2 raised', '7 cleared']],
    ['four do not', [9, 9, 9, ...times(4, 1), 4, ...times(4, 1)], ['2 raised']],
    [
      'between the levels it neither clears nor raises anew',
      [9, 9, 9, ...times(9, 4)],
      ['2 raised'],
    ],
    ['it returns to above before it clears', [9, 9, 9, 1, 1, 9, 1, 1, 1, 1], ['2 raised']],
    [
      'a second alert after the first',
      [9, 9, 9, ...times(5, 1), 9, 9, 9],
      ['2 raised', '7 cleared', '10 raised'],
    ],
  ])('%s', (_, steps, told) => expect(play(steps).told).toEqual(told));

  test.each<[string, Step[], string[]]>([
    ['the delay is time: it runs on over a window not scored', [9, null, 9], ['2 raised']],
    ['not scored does not clear', [9, 9, 9, ...times(60, null)], ['2 raised']],
    [
      'not scored does not count towards clearing',
      [9, 9, 9, 1, 1, ...times(9, null), 1, 1],
      ['2 raised', '14 cleared'],
    ],
    [
      'a pause longer than a window starts the on-delay anew',
      [9, 9, { pauseMs: 20_000 }, 9, 9],
      [],
    ],
    ['and the off-delay', [9, 9, 9, 1, 1, { pauseMs: 20_000 }, 1, 1], ['2 raised']],
    [
      'an alert outlives any pause',
      [9, 9, 9, { pauseMs: 3_600_000 }, ...times(5, 1)],
      ['2 raised', '8 cleared'],
    ],
  ])('gaps: %s', (_, steps, told) => expect(play(steps).told).toEqual(told));

  test('without delays one window raises and one clears', () => {
    const swift = { ...policy, onDelayMs: 0, offDelayMs: 0 };
    expect(play([9, 1, 9], swift).told).toEqual(['0 raised', '1 cleared', '2 raised']);
  });

  test('the records carry the alert from its first window', () => {
    const { records } = play([1, 9, 20, 11, ...times(5, 1)]);
    expect(records[0]).toMatchObject({
      type: 'raised',
      at: 103_000,
      since: 101_000,
      score: 11,
      peakScore: 20,
      threshold: 6,
      priority: 'medium',
      channels: evidence(11),
      ...{ alertId: 'id', modelDigest: 'digest', variant: 'fp32' },
    });
    expect(records[1]).toMatchObject({
      type: 'cleared',
      at: 108_000,
      reason: 'returned',
      score: 1,
      peakScore: 20,
      channels: evidence(11),
    });
  });
});

describe('updates', () => {
  test.each<[string, Step[], string[]]>([
    ['every ten seconds', [7, 7, 7, ...times(25, 7)], ['2 raised', '12 updated', '22 updated']],
    ['at once when the peak rises by a quarter', [8, 8, 8, 9, 10], ['2 raised', '4 updated']],
    ['at once when the priority rises', [10, 10, 10, 12.1], ['2 raised', '3 updated']],
    ['not while the score is below the raise level', [7, 7, 7, ...times(25, 5)], ['2 raised']],
  ])('%s', (_, steps, told) => expect(play(steps).told).toEqual(told));

  test('thin out as the alert grows old, and stop at one in five minutes', () => {
    const { records } = play(times(3 * 3600, 7));
    const rows = records.filter(({ type }) => type === 'updated').map(({ row }) => row);
    const pauses = rows.slice(1).map((row, i) => row - (rows[i] ?? 0));
    expect(pauses[0]).toBe(10);
    expect(pauses.at(-1)).toBe(300);
    expect(rows.length).toBeLessThan(90);
  });

  test('the priority never falls', () => {
    const { records } = play([30, 30, 30, ...times(11, 7)]);
    expect(records.map((record) => 'priority' in record && record.priority)).toEqual([
      'high',
      'high',
    ]);
  });
});

test('a new raise level applies to the next window', () => {
  const first = play([9, 9]);
  const window = { at: 102_000, elapsedMs: 52_000, score: 9, channels: [] };
  const raised = alertPolicy(first.state, window, { ...policy, raiseLevel: 10 }, judge);
  expect(raised).toEqual({ state: quietState, records: [] });
});
