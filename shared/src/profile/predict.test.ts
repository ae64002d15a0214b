import { describe, expect, test } from 'vitest';
import { Random } from '../simulator/random.ts';
import { entryOf, workOfSizes as work } from './entry.fixture.ts';
import { nonNegativeLeastSquares } from './least-squares.ts';
import { fitCosts, latencyOf, predictLatency } from './predict.ts';

const setting = { provider: 'cpu', threads: 1, batch: 1 };

describe('least squares without negative costs', () => {
  test.each([
    [
      'an exact answer',
      [
        [1, 0],
        [1, 1],
        [1, 2],
      ],
      [3, 5, 7],
      [3, 2],
    ],
    [
      'one that would be negative is 0, and the other makes up for it',
      [
        [1, 0],
        [1, 1],
      ],
      [2, 0],
      [1, 0],
    ],
    [
      'a column of zeros',
      [
        [1, 0],
        [1, 0],
      ],
      [4, 4],
      [4, 0],
    ],
    [
      'scales far apart',
      [
        [1, 1e6],
        [1, 3e6],
      ],
      [11, 31],
      [1, 1e-5],
    ],
  ])('%s', (_, a, b, x) => {
    nonNegativeLeastSquares(a, b).forEach(
      (value, j) => void expect(value / (x[j] || 1)).toBeCloseTo(x[j] ? 1 : 0),
    );
  });
});

/** A machine with 12 µs a call, 0.2 µs a node, 1e-5 µs a float and half as much an int8 product. */
const trueMs = (w: ReturnType<typeof work>) =>
  0.012 + 2e-4 * w.nodes + 1e-8 * (w.gemm + w.conv) + 5e-9 * (w.gemmInt8 + w.convInt8);

const random = new Random(7);
const between = (low: number, high: number) => low + (high - low) * random.uniform();
const timedModels = Array.from({ length: 12 }, (_, i) => {
  const sizes = i % 2 ? { gemm: between(1e4, 2e6) } : { gemmInt8: between(1e4, 2e6) };
  const one = work({ ...sizes, nodes: Math.round(between(3, 30)) });
  return entryOf({ work: one, p50Ms: trueMs(one) * between(0.97, 1.03) });
});

test('tells what a model takes that is not in the table, within the error that it states', () => {
  const costs = fitCosts({ entries: timedModels }, setting);
  expect(costs.entries).toBe(12);
  expect(costs.relativeError).toBeGreaterThan(0.005);
  expect(costs.relativeError).toBeLessThan(0.2);
  for (const one of [work({ nodes: 12, gemm: 5e5 }), work({ nodes: 20, gemmInt8: 1e6 })]) {
    const { p50Ms, unseen } = predictLatency(costs, one);
    expect(Math.abs(p50Ms / trueMs(one) - 1)).toBeLessThan(0.1);
    expect(unseen).toEqual([]);
  }
});

test('says that it knows nothing of work that no model of the table has', () => {
  const costs = fitCosts({ entries: timedModels }, setting);
  expect(predictLatency(costs, work({ nodes: 5, conv: 1e6 })).unseen).toEqual(['conv']);
});

test('the stated error is that of models left out: a table that fits nothing says so', () => {
  const wild = timedModels.map((entry, i) => ({
    ...entry,
    p50Ms: entry.p50Ms * (i % 4 < 2 ? 4 : 0.25),
  }));
  expect(fitCosts({ entries: wild }, setting).relativeError).toBeGreaterThan(0.5);
});

test('a model that alone shows what its kind of work costs counts as one that was not foreseen', () => {
  const entries = [1, 2, 3, 4].map((k) =>
    entryOf({ work: work({ nodes: k }), p50Ms: trueMs(work({ nodes: k })) }),
  );
  const conv = work({ nodes: 1, conv: 5e7 });
  const costs = fitCosts(
    { entries: [...entries.slice(1), entryOf({ work: conv, p50Ms: trueMs(conv) })] },
    setting,
  );
  expect(predictLatency(costs, conv).p50Ms / trueMs(conv)).toBeCloseTo(1);
  expect(costs.relativeError).toBeGreaterThan(0.5);
});

test.each([
  ['another batch', { ...setting, batch: 32 }],
  ['another provider', { ...setting, provider: 'cuda' }],
  ['more threads', { ...setting, threads: 2 }],
])('figures of %s do not count', (_, other) => {
  expect(() => fitCosts({ entries: timedModels }, other)).toThrow(
    expect.objectContaining({
      code: 'tooFewEntries',
      message: expect.stringContaining(other.provider),
    }),
  );
});

test('models whose operators are not known are left out', () => {
  const entries = [...timedModels.slice(0, 3), entryOf({ work: null, p50Ms: 1 })];
  expect(() => fitCosts({ entries }, setting)).toThrow('3 models were timed on cpu');
});

test('a model that was timed is not predicted', () => {
  const [first] = timedModels;
  const shapeKey = 'a'.repeat(64);
  const entries = [...timedModels, entryOf({ shapeKey, p50Ms: 42 })];
  const model = { shapeKey, work: work({ nodes: 1 }) };
  expect(latencyOf({ entries }, model, setting)).toMatchObject({ measured: true, p50Ms: 42 });
  const other = { shapeKey: 'b'.repeat(64), work: first?.work ?? work({}) };
  expect(latencyOf({ entries: timedModels }, other, setting).measured).toBe(false);
});
