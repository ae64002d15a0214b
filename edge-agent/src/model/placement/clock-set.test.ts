import { describe, expect, test } from 'vitest';
import type { Happening } from './happening.ts';
import { nextPlacement, type PlacementStep } from './next-placement.ts';
import { lost, onTheGpu, ready } from './placement.fixture.ts';
import { beginPlacement, nothingKept } from './placement-state.ts';

const dayMs = 86_400_000;
const noon = 2 * dayMs;
const passes = (ms: number): Happening => ({ kind: 'passed', ms });
const unfetched: Happening = { kind: 'fetchFailed', variant: 'gpu-fp16', why: 'not there' };

/** All at noon; then the clock is set, and `ms` pass. */
function setAfter(happenings: readonly Happening[], byMs: number, ms: number): PlacementStep {
  const begun: PlacementStep = { state: beginPlacement(nothingKept('press')), acts: [] };
  const before = [passes(0), ...happenings].reduce(
    ({ state }, one) => nextPlacement(state, one, noon, 0),
    begun,
  );
  return nextPlacement(before.state, passes(ms), noon + byMs + ms, 0);
}

describe.each([
  ['ahead', dayMs],
  ['back', -dayMs],
])('the clock is set %s by a day', (_, byMs) => {
  test.each<[string, readonly Happening[], number, number]>([
    ['a lost provider is not tried early', [...onTheGpu, lost], 14_999, 0],
    ['… and not late', [...onTheGpu, lost], 15_000, 1],
    ['a download is not tried early', [...ready.slice(0, 4), unfetched], 599_999, 0],
    ['… and not late', [...ready.slice(0, 4), unfetched], 600_000, 1],
  ])('%s', (_name, happenings, ms, acts) =>
    expect(setAfter(happenings, byMs, ms).acts).toHaveLength(acts),
  );

  test('the switches of the hour stay as long ago as they were', () => {
    const { kept, lost: providers } = setAfter([...onTheGpu, lost], byMs, 0).state;
    expect(kept.switchedAt.at(-1)).toBe(noon + byMs);
    expect(kept.since).toBe(noon + byMs);
    expect(kept.lastSwitch?.at).toBe(noon);
    expect(providers).toMatchObject([{ retryAt: noon + byMs + 15_000 }]);
  });
});
