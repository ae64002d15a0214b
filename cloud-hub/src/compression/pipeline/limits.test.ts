import { describe, expect, test } from 'vitest';
import { brokenLimits, eligible, type Measured, nearest, paretoFront } from './limits.ts';

const open = { maxLatencyMs: null, maxModelKb: null, maxAurocDrop: 0.01 };
const base: Measured = { name: 'base', latencyMs: 1, modelBytes: 100_000, aurocDrop: 0 };
const at = (latencyMs: number, kilobytes: number, aurocDrop = 0): Measured => ({
  name: `${latencyMs}/${kilobytes}/${aurocDrop}`,
  latencyMs,
  modelBytes: kilobytes * 1000,
  aurocDrop,
});

describe('what speaks against a candidate', () => {
  test.each([
    ['nothing', at(0.5, 10), open, []],
    ['that it is too slow', at(0.5, 10), { ...open, maxLatencyMs: 0.4 }, ['latency']],
    ['that it is too large', at(0.5, 10), { ...open, maxModelKb: 9 }, ['size']],
    ['not a size of just as much', at(0.5, 10), { ...open, maxModelKb: 10 }, []],
    ['that it detects worse', at(0.5, 10, 0.02), open, ['auroc']],
    ['not that it detects better', at(0.5, 10, -0.02), { ...open, maxAurocDrop: 0 }, []],
    ['that it is slower than before', at(1.02, 10), open, ['slower']],
    ['not what is no more than noise of timing', at(1.005, 10), open, []],
    ['that it is larger than before', at(0.5, 101), { ...open, maxModelKb: 200 }, ['larger']],
    [
      'all at once',
      at(2, 200, 1),
      { maxLatencyMs: 1, maxModelKb: 1, maxAurocDrop: 0 },
      ['latency', 'size', 'auroc', 'slower', 'larger'],
    ],
  ])('%s', (_, candidate, budget, limits) => {
    expect(brokenLimits(candidate, base, budget)).toEqual(limits);
  });
});

describe('which is shipped', () => {
  test.each([
    ['the fastest', [at(0.5, 10), at(0.3, 50)], ['0.3/50/0', '0.5/10/0']],
    ['of two as fast the smaller', [at(0.3, 50), at(0.31, 10)], ['0.31/10/0', '0.3/50/0']],
    ['none that detects worse', [at(0.1, 1, 0.03), at(0.5, 10)], ['0.5/10/0']],
    ['none where none is faster', [at(1.2, 10)], []],
  ])('%s', (_, candidates, names) => {
    expect(eligible(candidates, base, open).map(({ name }) => name)).toEqual(names);
  });
});

test('the front holds what nothing beats', () => {
  const points = [at(1, 10), at(0.5, 20), at(0.5, 30), at(2, 10, -0.1), at(3, 40, 0.5)];
  expect(paretoFront(points)).toEqual([points[0], points[1], points[3]]);
  expect(paretoFront([at(1, 1), at(1, 1)])).toHaveLength(2);
});

describe('what comes nearest to a budget that nothing meets', () => {
  const points = [at(0.4, 50), at(0.2, 60, 0.05), at(0.9, 5)];
  test.each([
    ['of time', { ...open, maxLatencyMs: 0.3 }, '0.4/50/0'],
    ['of size', { ...open, maxModelKb: 3 }, '0.9/5/0'],
    ['of time, loss allowed', { ...open, maxLatencyMs: 0.1, maxAurocDrop: 0.1 }, '0.2/60/0.05'],
  ])('%s', (_, budget, name) => {
    expect(nearest(points, budget, 1)[0]?.name).toBe(name);
  });
});
