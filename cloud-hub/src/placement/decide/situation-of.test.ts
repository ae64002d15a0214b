import { noMemory } from '@lookout/shared/placement/placement';
import type { PlacementReport } from '@lookout/shared/protocol/placement';
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

test.each<[string, PlacementReport, number, number[]]>([
  ['of the last hour', switched(now - 1_000), 0, [now - 1_000]],
  ['of before it', switched(now - hourMs - 1), 0, []],
  ["of the hub's own", switched(now - 1_000, 'hub'), 0, []],
  ['by a clock that is ahead, nobody knows by how much', switched(now + 600_000), 0, []],
  ['by a clock that is ahead', switched(now + 600_000), -601_000, [now - 1_000]],
  ['by a clock of 1970', switched(5_000), now - 10_000, [now - 5_000]],
  ['of before it, by a clock that is ahead', switched(now), -hourMs - 1, []],
])('a switch %s', (_, report, offsetMs, switchedAt) => {
  const once = withGuardSwitch(noMemory, report, now, offsetMs);
  expect(once.switchedAt).toEqual(switchedAt);
  // The same report is looked at with every sample, which is not always as long on its way.
  for (const laterMs of offsetMs === 0 ? [0] : [-3_000, 0, 3_000])
    expect(withGuardSwitch(once, report, now + 5_000, offsetMs + laterMs).switchedAt).toEqual(
      switchedAt,
    );
});
