import { expect, test } from 'vitest';
import { loopFaults, noFaults, rampFaults } from './loop-faults.ts';

test.each(loopFaults)('%s comes on its ramp, holds and goes', (fault) => {
  const follow = (target: number, seconds: number, from = noFaults) => {
    let levels = from;
    for (let s = 0; s < seconds; s++)
      levels = rampFaults(levels, { ...noFaults, [fault]: target }, 1);
    return levels;
  };
  expect(follow(0.7, 1)[fault]).toBeLessThanOrEqual(0.7);
  expect(follow(0.7, 61)[fault]).toBeCloseTo(0.7, 9);
  expect(follow(0, 61, follow(1, 61))).toEqual(noFaults);
});

test('a severity beyond 1 or below 0 is held there', () => {
  const long = (target: number) => rampFaults(noFaults, { ...noFaults, leak: target }, 1e6).leak;
  expect([long(3), long(-1)]).toEqual([1, 0]);
});

test('a long step never overshoots', () => {
  expect(rampFaults(noFaults, { ...noFaults, leak: 0.5 }, 1e6).leak).toBe(0.5);
});
