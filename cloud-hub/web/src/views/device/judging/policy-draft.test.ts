import type { DetectionPolicy } from '@lookout/shared/protocol/presence';
import { expect, test } from 'vitest';
import { draftOf, policyOf } from './policy-draft.ts';

const own: DetectionPolicy = {
  raiseLevel: null,
  clearLevel: null,
  onDelayMs: 3_000,
  offDelayMs: 10_000,
  alarmsPerDay: null,
  decision: null,
  adaptive: null,
  commissioning: null,
};

test.each<[string, Partial<DetectionPolicy>]>([
  ['everything left to the device', {}],
  ['a budget by the day', { alarmsPerDay: 2 }],
  ['a budget by the week', { alarmsPerDay: 1 / 7 }],
  ['levels by hand', { raiseLevel: 5.5, clearLevel: -0.25, onDelayMs: 500, offDelayMs: 0 }],
  ['a decision and its switches', { decision: 'cusum', adaptive: false, commissioning: true }],
])('%s survives the form', (_name, given) => {
  const { alarmsPerDay, ...rest } = policyOf(draftOf({ ...own, ...given }));
  expect({ ...rest, alarmsPerDay: null }).toEqual({ ...own, ...given, alarmsPerDay: null });
  expect(alarmsPerDay ?? 0).toBeCloseTo(given.alarmsPerDay ?? 0, 6);
});

test('without a policy the form is that of the bundle', () => {
  expect(policyOf(draftOf(null))).toEqual(own);
});

test('a delay that was emptied falls back, a level that was emptied is left to the device', () => {
  const draft = { ...draftOf({ ...own, raiseLevel: 5 }), raise: '', onSeconds: '' };
  expect(policyOf(draft)).toEqual(own);
});
