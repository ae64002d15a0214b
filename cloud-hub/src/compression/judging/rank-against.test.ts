import { simulatedChannels } from '@lookout/shared/simulator/simulate-rows';
import { beforeAll, expect, test } from 'vitest';
import { commissioningBounds } from '../bundle/commissioning.ts';
import { costOfVariant } from './cost-of-variant.ts';
import { judgedWindows } from './judging-set.ts';
import { rankAgainst, rankBaselines } from './rank-against.ts';
import { scoreVariant } from './score-variant.ts';
import { type FittedLoop, fitLoop, loopDetector, loopSet } from './trained.fixture.ts';

let fitted: FittedLoop;
beforeAll(async () => {
  fitted = await fitLoop([16], 50);
});

test('a plain statistic ranks as its own graph does, and against itself as nothing', async () => {
  const set = loopSet(fitted);
  const { model } = await loopDetector(fitted, 'pcaT2');
  const { judge } = await scoreVariant(model, set);
  const baselines = {
    ...{ windowLength: set.windowLength, scaling: [...fitted.scaling] },
    ...fitted.linear,
  };
  const ranks = rankBaselines(baselines, set, judge.score);
  const own = ranks.find(({ name }) => name === 'pcaT2')?.rank;
  expect(own?.difference?.value).toBeCloseTo(0, 5);
  expect(own?.auroc?.value).toBeGreaterThan(0.5);
  expect(new Set(ranks.map(({ rank }) => rank.auroc?.value)).size).toBe(5);
});

test('a difference is the other’s less the product’s', () => {
  const labels = Uint8Array.from({ length: 200 }, (_, i) => (i % 100 < 50 ? 0 : 1));
  const windows = { ends: [], labels, runs: [200], events: [] };
  const good = Float64Array.from(labels);
  const bad = good.map((x) => -x);
  expect(rankAgainst(bad, good, windows, 2)).toMatchObject({
    auroc: { value: 0 },
    difference: { value: -1, high: -1 },
  });
});

test('the costs of a variant are those of its own alerts', async () => {
  const set = loopSet(fitted);
  const { model, calibration } = await loopDetector(fitted, 'hybrid');
  const scores = await scoreVariant(model, set);
  const channels = simulatedChannels.map(({ name, unit }) => ({
    ...{ name, unit, mean: 0, sd: 1 },
    ...{ plausibleMin: null, plausibleMax: null, stuckAfterRows: null },
  }));
  const input = { kind: 'series' as const, windowLength: 10, periodMs: 1000, channels };
  const ground = { calibration, input, commissioning: commissioningBounds(calibration) };
  const windows = judgedWindows(set);
  const cost = costOfVariant(ground, scores, windows, { perFalseAlarm: 1, perMiss: 10 });
  expect(cost?.events).toBe(windows.events.flat().length);
  expect(cost?.own.missed).toBeGreaterThan(0);
  expect(cost?.own.missed).toBeLessThan(cost?.events ?? 0);
  expect(cost?.curve.cheapest.cost).toBeLessThanOrEqual(cost?.curve.points[0]?.cost ?? 0);
  // Rows that no fault touches, with their window length after each.
  expect(cost?.days).toBeGreaterThan(0);
});
