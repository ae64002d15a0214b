import { expect, test } from 'vitest';
import { klWeightAt, learningRateAt, type Schedule } from './schedule.ts';

const schedule: Schedule = {
  steps: 1050,
  learningRate: 1e-3,
  learningRateWarmUpSteps: 50,
  finalLearningRateShare: 0.05,
  klWeight: 0.8,
  klWarmUpShare: 0.2,
};

test.each([
  ['the first step', 0, 1e-3 / 50],
  ['half of the warm-up', 24, 0.5e-3],
  ['the end of the warm-up', 49, 1e-3],
  ['half of the cosine', 550, 1e-3 * (0.05 + 0.95 / 2)],
  ['the end', 1050, 0.05e-3],
])('learning rate at %s', (_, step, expected) => {
  expect(learningRateAt(step, schedule)).toBeCloseTo(expected, 9);
});

test.each([
  ['the first step', 0, 0],
  ['half of its warm-up', 105, 0.4],
  ['the end of its warm-up', 210, 0.8],
  ['the end', 1049, 0.8],
])('KL weight at %s', (_, step, expected) => {
  expect(klWeightAt(step, schedule)).toBeCloseTo(expected, 9);
});

test('without warm-up both begin at their height', () => {
  const at = { ...schedule, learningRateWarmUpSteps: 0, klWarmUpShare: 0 };
  expect(learningRateAt(0, at)).toBeCloseTo(1e-3, 9);
  expect(klWeightAt(0, at)).toBe(0.8);
});
