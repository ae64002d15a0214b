import { expect, test } from 'vitest';
import { SteadyClock } from './steady-clock.ts';

test.each([0, 86_400_000, -86_400_000])('a clock that is set by %i ms ends no wait', (byMs) => {
  const real = { at: 1e12, ms: 500 };
  const clock = new SteadyClock(
    () => real.at,
    () => real.ms,
  );
  real.at += 3_000 + byMs;
  real.ms += 3_000;
  expect(clock.now()).toBe(1e12 + 3_000);
  // What happened a second ago did so here too.
  expect(clock.of(real.at - 1_000)).toBe(clock.now() - 1_000);
});
