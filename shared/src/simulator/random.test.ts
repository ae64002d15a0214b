import { expect, test } from 'vitest';
import { mixSeed, Random } from './random.ts';

const many = <T>(draw: () => T): T[] => Array.from({ length: 20_000 }, draw);
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

test('uniform numbers fill [0, 1)', () => {
  const random = new Random(1);
  const values = many(() => random.uniform());
  expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...values)).toBeLessThan(1);
  expect(mean(values)).toBeCloseTo(0.5, 2);
});

test('normal numbers have mean 0, variance 1 and the right share beyond 2', () => {
  const random = new Random(2);
  const values = many(() => random.normal());
  expect(mean(values)).toBeCloseTo(0, 1);
  expect(mean(values.map((v) => v * v))).toBeCloseTo(1, 1);
  expect(mean(values.map((v) => (Math.abs(v) > 2 ? 1 : 0)))).toBeCloseTo(0.0455, 2);
});

test('a run goes on from its state', () => {
  const whole = new Random(3);
  whole.normal();
  const rest = new Random(whole.state);
  expect(rest.uniform()).toBe(whole.uniform());
});

test('neighbouring seeds and purposes begin far apart', () => {
  const states = [0, 1, 2, 3].flatMap((seed) => [0, 1, 2].map((p) => mixSeed(seed, p)));
  expect(new Set(states).size).toBe(states.length);
  const firsts = states.map((state) => new Random(state).uniform());
  expect(Math.max(...firsts) - Math.min(...firsts)).toBeGreaterThan(0.5);
});
