import { PlacementPolicy } from '@lookout/shared/protocol/placement';
import { expect, test } from 'vitest';
import { dayOf, steps } from './day.ts';
import { deviceOf } from './device.ts';
import { costOf, firstState, liveThrough } from './live-through.ts';
import { clockAt, shareAbove, stepOf } from './machine.ts';
import { oracle } from './oracle.ts';
import { alwaysCpu, alwaysGpu, chosen, threshold } from './rules.ts';

const policy = PlacementPolicy.parse({});
const subjects = [3, 8, 10].map((seed) => {
  const device = deviceOf(seed);
  return { device, day: dayOf(device) };
});

test('no rule does better than the one that knows the future', () => {
  for (const { device, day } of subjects) {
    const bound = costOf(oracle(device, day));
    for (const rule of [alwaysCpu(), alwaysGpu(), threshold(policy), chosen(device, policy)])
      expect(costOf(liveThrough(device, day, rule))).toBeGreaterThanOrEqual(bound - 1e-6);
  }
});

test('the same device lives the same day', () => {
  const { device, day } = subjects[0] ?? { device: deviceOf(3), day: dayOf(deviceOf(3)) };
  const again = liveThrough(deviceOf(3), dayOf(deviceOf(3)), chosen(deviceOf(3), policy));
  expect(liveThrough(device, day, chosen(device, policy))).toEqual(again);
});

test('a switch is seen two steps later, and one taken back is none', () => {
  const device = deviceOf(3);
  const day = dayOf(device);
  const turning = liveThrough(device, day, (at) => (at >= 100 ? 'gpu' : 'cpu'));
  expect(turning.switches).toBe(1);
  expect(turning.onGpu).toBeCloseTo((steps - 102) / steps, 3);
  const hesitating = liveThrough(device, day, (at) => (at === 100 ? 'gpu' : 'cpu'));
  expect(hesitating.switches).toBe(0);
});

test('the truth: clocks fall with heat, and whoever comes between frames waits', () => {
  const device = deviceOf(3);
  const day = dayOf(device);
  expect(clockAt(device, device.throttleC)).toBe(1);
  expect(clockAt(device, device.throttleC + 6)).toBeCloseTo(0.7);
  const at = day.gpu.indexOf(Math.max(...day.gpu));
  const busiest = stepOf(
    device,
    { ...day, gpu: day.gpu.map(() => 0.97) },
    at,
    'gpu',
    firstState(device, day),
  );
  const idle = stepOf(
    device,
    { ...day, gpu: day.gpu.map(() => 0) },
    at,
    'gpu',
    firstState(device, day),
  );
  expect(busiest.medianMs).toBeGreaterThan(idle.medianMs + 10 * device.kernelMs);
  expect(shareAbove(1, 1, 0.2)).toBeCloseTo(0.5);
  expect(shareAbove(1, Math.exp(-1.645 * 0.2), 0.2)).toBeCloseTo(0.05, 3);
});
