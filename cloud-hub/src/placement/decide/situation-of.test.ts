import { noMemory } from '@lookout/shared/placement/placement';
import { expect, test } from 'vitest';
import { onCpu, onGpu, placementReport } from '../placement.fixture.ts';
import { withGuardSwitch } from './situation-of.ts';

const hourMs = 3_600_000;
const now = 10 * hourMs;

const switched = (at: number, by: 'hub' | 'guard' = 'guard') =>
  placementReport({
    lastSwitch: {
      ...{ at, from: onGpu, to: onCpu, by, code: 'providerLost', reason: 'It is lost.' },
      ...{ windows: 0, agreement: null, maxScoreDifference: null, tookMs: 20 },
    },
  });

test.each([
  ['of the last hour', switched(now - 1_000), [now - 1_000]],
  ['of before it', switched(now - hourMs - 1), []],
  ["of the hub's own", switched(now - 1_000, 'hub'), []],
  ['by a clock that is ahead', switched(now + 600_000), []],
])('a switch %s', (_, report, switchedAt) => {
  const once = withGuardSwitch(noMemory, report, now);
  expect(once.switchedAt).toEqual(switchedAt);
  // The same report is looked at with every sample.
  expect(withGuardSwitch(once, report, now + 5_000).switchedAt).toEqual(switchedAt);
});
