import { expect, test } from 'vitest';
import { deadlineOf, evidenceOf } from './evidence.ts';
import { calm, policy, situation } from './situation.fixture.ts';

test.each([
  [{ cpuClockRatio: 0.5, throttled: true }, 0.5],
  [{ cpuClockRatio: 0.5, throttled: null }, 0.5],
  [{ cpuClockRatio: 0.5, throttled: false }, null], // a power mode, which held at the profile too
  [{ cpuClockRatio: null, throttled: true }, null],
])('a limit of the clock counts where heat may have set it: %j', (change, cpuClock) => {
  const load = { ...calm, ...change };
  expect(evidenceOf(situation({ load }), policy(), []).contention.cpuClock).toBe(cpuClock);
});

test('who works beside the agent is taken as it was seen', () => {
  const seen = { ...calm, cpuFullPercent: 40, cpuRivals: 2.5 };
  expect(evidenceOf(situation({ load: seen }), policy(), []).contention).toMatchObject({
    ...{ cpuFull: 0.4, cpuRivals: 2.5 },
  });
  expect(evidenceOf(situation({ load: calm }), policy(), []).contention).toMatchObject({
    ...{ cpuFull: null, cpuRivals: null },
  });
});

test.each([
  [{}, 100, 50_000],
  [{ deadlineShare: 0.2 }, 100, 20_000],
  [{ deadlineMs: 7 }, 100, 7_000],
  [{ deadlineMs: 7 }, null, 7_000],
  [{}, null, null],
])('%j with a stride of %j ms allows %j µs', (part, strideMs, us) => {
  expect(deadlineOf(policy(part), strideMs)).toBe(us);
});
