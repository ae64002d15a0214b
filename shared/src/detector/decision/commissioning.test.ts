import { describe, expect, test } from 'vitest';
import {
  beginCommissioning,
  type Commissioning,
  commission,
  isSettling,
  provisionalFit,
  windowsCollected,
  windowsNeeded,
} from './commissioning.ts';
import { groundAt, scoresOf } from './ground.fixture.ts';

const ground = groundAt(1_000);
const normal = scoresOf({ rows: 4_000, seed: 35 });
const needed = windowsNeeded(ground);

interface Played {
  state: Commissioning;
  readonly events: string[];
}

interface Circumstances {
  readonly vouched?: boolean;
  /** Does an alert stand at this window? */
  readonly alarmed?: (i: number) => boolean;
}

function play(
  scores: readonly number[],
  { vouched = false, alarmed = () => false }: Circumstances = {},
): Played {
  const played: Played = { state: beginCommissioning(vouched), events: [] };
  scores.forEach((score, i) => {
    const step = commission(played.state, score, alarmed(i), ground);
    played.state = step.state;
    if (step.event !== null) played.events.push(`${i + 1} ${step.event}`);
  });
  return played;
}

test('until there are enough windows, nothing is fitted', () => {
  const { state, events } = play(normal.slice(0, needed - 1));
  expect(events).toEqual([]);
  expect(state).toMatchObject({ phase: 'collecting', fit: null });
  expect(windowsCollected(state, ground)).toBeGreaterThan(0.9 * needed);
});

test('then at every doubling, sixteen-fold at last', () => {
  const { state, events } = play(normal);
  expect(events).toEqual([102, 204, 408, 816, 1632].map((n) => `${n} commissioned`));
  expect(state).toMatchObject({ phase: 'refined', sample: [], fit: { windows: 1632 } });
});

test('a long window needs more rows than the manifest says', () => {
  const long = { ...ground, input: { ...ground.input, windowLength: 64 } };
  expect(windowsNeeded(long)).toBe(512);
});

describe('an asset that arrives broken', () => {
  const broken = scoresOf({ rows: 4_000, seed: 32, offset: () => 1.5 });

  test('is not learned while its alert stands', () => {
    const { state, events } = play(broken, { alarmed: () => true });
    expect(events).toEqual([]);
    expect(state.phase).toBe('collecting');
    expect(state.sample.length).toBeLessThan(needed);
  });

  test('is refused where it alarms nobody', () => {
    const { state, events } = play(broken);
    expect(events).toEqual([`${102} refused`]);
    expect(state).toMatchObject({ phase: 'refused', fit: null });
  });

  test('is learned once it has been mended', () => {
    const scores = [...broken.slice(0, 500), ...normal.slice(0, 400)];
    const { state } = play(scores, { alarmed: (i) => i < 500 });
    expect(state.phase).toBe('commissioned');
    expect(Math.abs(state.fit?.median ?? 9)).toBeLessThan(1);
  });

  test('nor is a fault that grows meanwhile learned', () => {
    const growing = scoresOf({ rows: 1_000, seed: 33, offset: (row) => row / 300 });
    const { state } = play(growing.slice(0, 300));
    expect(state.fit?.median ?? 0).toBeLessThan(1);
  });
});

test('an alert that stands for a fifth of the windows only postpones the fit', () => {
  const { events } = play(normal.slice(0, 140), { alarmed: (i) => i >= 85 && i < 110 });
  expect(events).toEqual(['111 commissioned']);
});

describe('what an operator vouches for', () => {
  const shifted = scoresOf({ rows: 600, seed: 34, gain: 1.5, offset: () => 0.1 });

  test('settles for the length of a window, then bears a level of its own', () => {
    const settling = play(shifted.slice(0, 9), { vouched: true }).state;
    expect(isSettling(settling)).toBe(true);
    expect(provisionalFit(settling, ground)).toBeNull();
    const { state } = play(shifted.slice(0, 60), { vouched: true });
    expect(isSettling(state)).toBe(false);
    expect(provisionalFit(state, ground)?.median).toBeGreaterThan(0.3);
    expect(provisionalFit(state, ground)?.spread).toBeGreaterThanOrEqual(1);
  });

  test('is learned though an alert stands, but only the first time', () => {
    const { state, events } = play(shifted, { vouched: true, alarmed: () => true });
    expect(events).toEqual(['102 commissioned']);
    expect(state.vouched).toBe(false);
  });

  test('is refused all the same where it lies outside the bounds', () => {
    const wild = scoresOf({ rows: 200, seed: 35, offset: () => 3 });
    const { state, events } = play(wild, { vouched: true });
    expect(events).toEqual(['102 refused']);
    expect(provisionalFit(state, ground)).toBeNull();
  });
});

test.each(['refused', 'restored', 'refined'] as const)('%s is final', (phase) => {
  const state = { ...beginCommissioning(false), phase };
  expect(commission(state, 1, false, ground)).toEqual({ state, event: null });
});
