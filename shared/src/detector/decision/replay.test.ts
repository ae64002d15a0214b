import { describe, expect, test } from 'vitest';
import { groundAt, scoresOf, settingsAt, windowsOf } from './ground.fixture.ts';
import { replayDecision } from './replay.ts';
import { resetDecision } from './reset.ts';
import { settingsOf } from './settings.ts';

const periodMs = 60_000;
const day = 1_440;
const judge = { modelDigest: '0'.repeat(64), variant: 'cpu-fp32', newAlertId: () => 'a' };
const alertsOf = (scores: readonly number[], wish = {}) =>
  replayDecision(windowsOf(scores), settingsAt(periodMs, wish)).alerts;

describe('slow drift of a healthy machine', () => {
  const days = 20;
  const seeds = [51, 52, 53];
  /** Its noise grows by a third in twenty days. */
  const perDay = (wish: object) => {
    const counts = seeds.map((seed) => {
      const noise = scoresOf({ rows: days * day, seed });
      const drifted = noise.map((score, i) => score + (1.6 * i) / (days * day));
      return alertsOf(drifted, { commissioning: false, ...wish }).length;
    });
    return counts.reduce((sum, count) => sum + count, 0) / (days * seeds.length);
  };

  test('stays within the budget where the level follows', () =>
    expect(perDay({ adaptive: true })).toBeLessThanOrEqual(1));
  test('breaks it where the level stands still', () =>
    expect(perDay({ adaptive: false })).toBeGreaterThan(1.5));

  test('leaves a record of every noticeable move', () => {
    const scores = scoresOf({ rows: 20 * day, seed: 51 }).map((s, i) => s + (1.6 * i) / (20 * day));
    const { adapted, levels } = replayDecision(
      windowsOf(scores),
      settingsAt(periodMs, { commissioning: false }),
    );
    const moves = adapted.filter(({ reason }) => reason === 'drift');
    expect(moves.length).toBeGreaterThan(0);
    moves.forEach(({ fromLevel, toLevel }, i) => {
      expect(fromLevel).toBeCloseTo(moves[i - 1]?.toLevel ?? levels[0] ?? 0);
      expect(toLevel).not.toBeCloseTo(fromLevel);
    });
  });
});

describe('a real fault is never learned away', () => {
  const from = 2 * day;
  const rows = 4 * day;
  test.each<[string, (row: number) => number]>([
    ['a step', () => 2],
    ['a ramp over twelve hours', (row) => (3 * row) / (day / 2)],
    ['a ramp over two days', (row) => (3 * row) / (2 * day)],
  ])('%s is raised and stays raised', (_, fault) => {
    const offset = (row: number) => (row < from ? 0 : Math.min(3, fault(row - from)));
    const alerts = alertsOf(scoresOf({ rows, seed: 61, offset })).filter(
      ({ raised }) => raised >= from,
    );
    expect(alerts.length).toBeGreaterThan(0);
    expect(alerts.at(-1)?.cleared).toBeNull();
  });

  test('not even by a level that follows it for a month', () => {
    const offset = (row: number) => Math.min(1.5, (1.5 * row) / (30 * day));
    const scores = scoresOf({ rows: 32 * day, seed: 68, offset });
    const alerts = alertsOf(scores, { commissioning: false });
    expect(alerts.at(-1)?.cleared).toBeNull();
  });

  test('nor one that was there when the device arrived', () => {
    const alerts = alertsOf(scoresOf({ rows: day, seed: 62, offset: () => 2.5 }));
    expect(alerts).toHaveLength(1);
    expect(alerts[0]).toMatchObject({ cleared: null });
    expect(alerts[0]?.raised).toBeLessThan(20);
  });
});

test('a sister with a third more noise is fitted, and no longer alarms', () => {
  const scores = scoresOf({ rows: 6 * day, seed: 63, gain: 1.3 });
  const { adapted, alerts } = replayDecision(windowsOf(scores), settingsAt(periodMs));
  expect(adapted).toContainEqual(expect.objectContaining({ reason: 'commissioned', by: null }));
  const later = alerts.filter(({ raised }) => raised > day);
  const unfitted = alertsOf(scores, { commissioning: false, adaptive: false }).filter(
    ({ raised }) => raised > day,
  );
  expect(later.length).toBeLessThanOrEqual(5);
  expect(unfitted.length).toBeGreaterThan(2 * later.length);
});

describe('an asset that stands higher than those learned from', () => {
  const rows = 2 * day;
  const offset = (row: number) => (row < rows - 200 ? 0.3 : 3);
  const scores = scoresOf({ rows, seed: 69, offset });
  const alertsAt = (arrivalShift: number, wish = {}) => {
    const { calibration, ...ground } = groundAt(periodMs);
    const settings = settingsOf(
      { ...ground, calibration: { ...calibration, arrivalShift } },
      wish,
      null,
    );
    return replayDecision(windowsOf(scores), settings).alerts;
  };

  test('alarms on arrival by the levels of the bundle', () =>
    expect(alertsAt(0, { alarmsPerDay: 100 })[0]?.raised).toBeLessThan(100));

  test('does not where recordings left out in training stood as high', () => {
    const [first] = alertsAt(3, { alarmsPerDay: 100 });
    expect(first?.raised).toBeGreaterThan(100);
    expect(alertsAt(3).at(-1)).toMatchObject({ cleared: null });
    expect(alertsAt(3).at(-1)?.raised).toBeGreaterThan(rows - 220);
  });
});

test('a restart in the middle changes nothing', () => {
  const settings = settingsAt(periodMs);
  const scores = scoresOf({ rows: day, seed: 64, offset: (row) => (row > 900 ? 1.5 : 0) });
  const whole = replayDecision(windowsOf(scores), settings);
  const cut = 950;
  const first = replayDecision(windowsOf(scores.slice(0, cut)), settings);
  const rest = windowsOf(scores.slice(cut), 9 + cut);
  const second = replayDecision(rest, settings, { state: structuredClone(first.state) });
  expect(second.state).toEqual(whole.state);
  expect([...second.levels]).toEqual([...whole.levels.subarray(cut)]);
});

describe('an operator says that this is the new normal', () => {
  const settings = settingsAt(periodMs);
  const moved = scoresOf({ rows: 2 * day, seed: 65, offset: () => 0.4 });
  const disturbed = scoresOf({ rows: 300, seed: 67, offset: () => 1 });
  const before = replayDecision(windowsOf(disturbed), settings).state;

  test('the alert is cleared and the act recorded', () => {
    expect(before.alert.alert).not.toBeNull();
    const { records } = resetDecision(
      before,
      { mode: 'recommission', by: 'kim', at: 1 },
      settings,
      judge,
    );
    expect(records).toMatchObject([
      { type: 'cleared', reason: 'reset' },
      { type: 'adapted', reason: 'reset', by: 'kim' },
    ]);
  });

  test('what comes then is quiet, and a fault on top of it is found', () => {
    const reset = { mode: 'recommission', by: 'kim', at: 1 } as const;
    const { state } = resetDecision(before, reset, settings, judge);
    const quiet = replayDecision(windowsOf(moved.slice(300)), settings, { state });
    expect(quiet.alerts.length).toBeLessThanOrEqual(2);
    const fault = scoresOf({ rows: 400, seed: 66, offset: () => 2.5 });
    const after = replayDecision(windowsOf(fault), settings, { state: quiet.state });
    expect(after.alerts.at(-1)).toMatchObject({ cleared: null });
  });

  test('the bundle’s own values come back', () => {
    const reset = { mode: 'restore', by: 'kim', at: 1 } as const;
    const { state, records } = resetDecision(before, reset, settings, judge);
    expect(records.at(-1)).toMatchObject({ type: 'adapted', reason: 'restored' });
    const { levels } = replayDecision(windowsOf(moved.slice(0, 5)), settings, { state });
    expect(levels[0]).toBeCloseTo(replayDecision(windowsOf([0]), settings).levels[0] ?? 0);
  });
});
