import { expect, test } from 'vitest';
import { type PolicyWish, settingsOf } from './settings.ts';

const calibration = {
  ...{ windows: 100, median: 0, spread: 1, falseAlarmRate: 0.01, raiseLevel: 6, clearLevel: 3 },
  quantiles: [0, 1],
  tail: { start: 1, share: 0.1, meanExcess: 1 },
};
const bundle = {
  calibration,
  input: { kind: 'series' as const, windowLength: 10, periodMs: 500, channels: [] },
  commissioning: {
    minWindows: 100,
    medianBounds: [0, 1] as [number, number],
    spreadBounds: [0.1, 1] as [number, number],
  },
};

test.each<{ what: string; desired: PolicyWish | null; local: PolicyWish | null; settings: object }>(
  [
    {
      what: 'the bundle alone: 3 windows raise, 5 clear, its rate is the budget',
      desired: null,
      local: null,
      settings: {
        ...{ raiseLevel: null, clearLevel: null, onDelayMs: 1_000, offDelayMs: 2_000 },
        ...{ maxPauseMs: 5_000, decision: 'threshold', adaptive: true, commissioning: true },
        ...{ isBundlesBudget: true, rate: 0.01, alarmsPerDay: 172.8 },
      },
    },
    {
      what: "the device's file",
      desired: null,
      local: { alarmsPerDay: 2, onDelayMs: 0, commissioning: false },
      settings: { alarmsPerDay: 2, isBundlesBudget: false, onDelayMs: 0, commissioning: false },
    },
    {
      what: 'the hub goes before the file',
      desired: { raiseLevel: null, clearLevel: 2, onDelayMs: 7_000, alarmsPerDay: null },
      local: { raiseLevel: 8, alarmsPerDay: 2 },
      settings: { raiseLevel: null, clearLevel: 2, onDelayMs: 7_000, isBundlesBudget: true },
    },
    {
      what: 'a level that is given does not move',
      desired: { raiseLevel: 2 },
      local: null,
      settings: { raiseLevel: 2, adaptive: false, commissioning: true },
    },
    {
      what: 'nor does that of a sum of evidence',
      desired: { decision: 'cusum', adaptive: true },
      local: null,
      settings: { decision: 'cusum', adaptive: false },
    },
  ],
)('$what', ({ desired, local, settings }) => {
  const { alarmsPerDay, ...found } = settingsOf(bundle, desired, local);
  expect({ ...found, alarmsPerDay: Number(alarmsPerDay.toFixed(6)) }).toMatchObject(settings);
});

test("a budget in the bundle goes before its rate, and the policy's before both", () => {
  const stated = { ...bundle, calibration: { ...calibration, alarmsPerDay: 4 } };
  expect(settingsOf(stated, null, null)).toMatchObject({ alarmsPerDay: 4, isBundlesBudget: false });
  expect(settingsOf(stated, { alarmsPerDay: 9 }, null).alarmsPerDay).toBe(9);
});
