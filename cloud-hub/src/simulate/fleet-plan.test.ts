import { expect, test } from 'vitest';
import { type FleetPlan, planFleet } from './fleet-plan.ts';

const plan: FleetPlan = {
  devices: 200,
  sites: 3,
  tag: 'sim-x',
  seed: 7,
  shares: { fail: 0.1, silent: 0.05, corrupt: 0.02, sleep: 0.2 },
  hourMs: 3_600_000,
};

test('as many of each kind as the shares say, wherever they stand', () => {
  const fleet = planFleet(plan);
  const count = (test: (d: (typeof fleet)[number]) => boolean) => fleet.filter(test).length;
  expect(fleet).toHaveLength(200);
  expect(count(({ fate }) => fate === 'silent')).toBe(10);
  expect(count(({ fate }) => fate === 'corrupt')).toBe(4);
  expect(count(({ fate }) => fate === 'good')).toBe(200 - 20 - 10 - 4);
  expect(count(({ fate }) => fate === 'crashLoop')).toBe(5);
  expect(count(({ sleep }) => sleep !== null)).toBe(40);
  // Not the first ones: a canary of ten must not catch all of them.
  expect(fleet.slice(0, 34).every(({ fate }) => fate !== 'good')).toBe(false);
});

test('ids and sites are names of the protocol, each id once', () => {
  const fleet = planFleet(plan);
  expect(fleet[0]).toMatchObject({ id: 'sim-x-00001', site: 'sim-x-site-1' });
  expect(new Set(fleet.map(({ id }) => id)).size).toBe(200);
  expect(new Set(fleet.map(({ site }) => site)).size).toBe(3);
});

test('a seed gives the same fleet again, another seed another', () => {
  expect(planFleet(plan)).toEqual(planFleet(plan));
  const fates = (seed: number) => planFleet({ ...plan, seed }).map(({ fate }) => fate);
  expect(fates(8)).not.toEqual(fates(7));
});

test('shares that add up to more than the fleet make no device of two kinds', () => {
  const fleet = planFleet({ ...plan, shares: { fail: 1, silent: 1, corrupt: 0, sleep: 1 } });
  expect(fleet).toHaveLength(200);
});

test('sleepers are awake for less than an hour, and away for at least two', () => {
  for (const { sleep } of planFleet(plan)) {
    if (sleep === null) continue;
    expect(sleep.awakeMs).toBeLessThanOrEqual(plan.hourMs);
    expect(sleep.asleepMs).toBeGreaterThanOrEqual(2 * plan.hourMs);
    expect(sleep.phaseMs).toBeLessThanOrEqual(sleep.awakeMs + sleep.asleepMs);
  }
});
