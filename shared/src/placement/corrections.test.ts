import { describe, expect, test } from 'vitest';
import { Random } from '../simulator/random.ts';
import { correctionAt, withObserved, withoutObserved } from './corrections.ts';

const key = 'cpu-int8/cpu';
const [free, crowd] = [1.05, 2];
const hourMs = 3_600_000;
const at = (corrections: Readonly<Record<string, number>>, stretch: number) =>
  correctionAt(corrections, key, stretch);

/** Seen for so long, a sample every five seconds. */
function seen(
  before: Readonly<Record<string, number>>,
  ratio: number,
  stretch: number,
  forMs: number,
): Readonly<Record<string, number>> {
  let corrections = before;
  for (let ms = 0; ms < forMs; ms += 5_000)
    corrections = withObserved(corrections, key, { stretch, ratio, stepMs: 5_000 });
  return corrections;
}

describe('what was observed', () => {
  test('brings a prediction nearer to it under that load, and never farther', () => {
    const random = new Random(6);
    const observed = () => ({
      ratio: Math.exp(2 * random.normal()),
      stretch: 1 + (random.uniform() < 0.5 ? 0.4 : 19) * random.uniform(),
      stepMs: 30_000 * random.uniform(),
    });
    for (let story = 0; story < 200; story++) {
      let corrections: Readonly<Record<string, number>> = {};
      for (let sample = 0; sample < 20; sample++) {
        const one = observed();
        const errorOf = (learned: typeof corrections) =>
          Math.abs(Math.log(at(learned, one.stretch) / one.ratio));
        const before = errorOf(corrections);
        corrections = withObserved(corrections, key, one);
        expect(errorOf(corrections)).toBeLessThanOrEqual(before + 1e-9);
      }
    }
  });

  test('in a crowd says nothing of a free machine where that was seen too, nor the other way round', () => {
    const calm = seen({}, 0.9, free, 600_000);
    const both = seen(calm, 2, crowd, 600_000);
    expect(at(both, crowd)).toBeCloseTo(2, 1);
    expect(at(both, free)).toBeCloseTo(0.98, 1);
    expect(Math.abs(Math.log(at(both, free) / 0.9))).toBeLessThan(0.15);
    expect(at(seen(both, 0.8, free, 60_000), crowd)).toBeCloseTo(2, 1);
  });

  test('holds under the other kind of load until that is seen', () => {
    const calm = seen({}, 1.5, free, 600_000);
    expect(at(calm, crowd)).toBeCloseTo(at(calm, free));
    const crowded = seen(calm, 1, crowd, 600_000);
    expect(at(crowded, crowd)).toBeCloseTo(1, 1);
  });

  test('of a machine that is hardly a crowd leaves a crowd as unknown as it was', () => {
    const hardly = seen({}, 1.5, 1.12, 600_000);
    const calm = seen(hardly, 1, free, 600_000);
    expect(at(calm, crowd)).toBeCloseTo(at(calm, free));
  });

  test('goes over from one kind of load to the other without a jump', () => {
    const both = seen(seen({}, 0.8, free, 600_000), 2, crowd, 600_000);
    const steps = Array.from({ length: 100 }, (_, i) => at(both, 1 + i / 200));
    for (const [i, one] of steps.slice(1).entries())
      expect(one / (steps[i] ?? Number.NaN)).toBeLessThan(1.05);
  });

  test('is forgotten in hours, and then takes no room', () => {
    let learned = seen(seen({}, 0.8, free, 600_000), 2, crowd, 600_000);
    for (let ms = 0; ms < 2 * hourMs; ms += 30_000) learned = withoutObserved(learned, key, 30_000);
    expect(at(learned, crowd)).toBeLessThan(1.15);
    expect(Object.keys(learned)).toHaveLength(2);
    for (let ms = 0; ms < 6 * hourMs; ms += 30_000) learned = withoutObserved(learned, key, 30_000);
    expect(learned).toEqual({});
  });

  test('is kept within bounds, and what an older hub has stored counts', () => {
    expect(at(seen({}, 1e9, crowd, hourMs), crowd)).toBeLessThanOrEqual(4);
    expect(at(seen({}, 1e-9, free, hourMs), free)).toBeGreaterThanOrEqual(0.4);
    expect(at({ [key]: 3 }, free)).toBeCloseTo(3);
    expect(at({ [key]: 3 }, crowd)).toBeCloseTo(3);
    expect(at({ [key]: 1e9 }, free)).toBeCloseTo(4);
  });
});
