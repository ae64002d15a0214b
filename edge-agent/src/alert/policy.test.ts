import { expect, test } from 'vitest';
import { policyOf } from './policy.ts';

const calibration = {
  ...{ windows: 100, median: 0, spread: 1, falseAlarmRate: 0.01, raiseLevel: 6, clearLevel: 3 },
  quantiles: [0, 1],
  tail: { start: 1, share: 0.1, meanExcess: 1 },
};
const bundle = {
  calibration,
  input: { kind: 'series' as const, windowLength: 10, periodMs: 500, channels: [] },
};

test.each([
  {
    what: 'the bundle alone: 3 windows raise, 5 clear',
    desired: null,
    local: null,
    policy: {
      raiseLevel: 6,
      clearLevel: 3,
      onDelayMs: 1_000,
      offDelayMs: 2_000,
      maxPauseMs: 5_000,
    },
  },
  {
    what: "the device's file",
    desired: null,
    local: { raiseLevel: 8, onDelayMs: 0 },
    policy: { raiseLevel: 8, clearLevel: 3, onDelayMs: 0, offDelayMs: 2_000 },
  },
  {
    what: 'the hub goes before the file',
    desired: { raiseLevel: null, clearLevel: 2, onDelayMs: 7_000, offDelayMs: 9_000 },
    local: { raiseLevel: 8 },
    policy: { raiseLevel: 6, clearLevel: 2, onDelayMs: 7_000, offDelayMs: 9_000 },
  },
  {
    what: 'the clear level never lies above the raise level',
    desired: { raiseLevel: 2, clearLevel: null, onDelayMs: 0, offDelayMs: 0 },
    local: null,
    policy: { raiseLevel: 2, clearLevel: 2 },
  },
])('$what', ({ desired, local, policy }) =>
  expect(policyOf(bundle, desired, local)).toMatchObject(policy),
);
