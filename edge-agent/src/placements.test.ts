import { afterEach, beforeEach, expect, test } from 'vitest';
import { PlacementRig } from './placement-rig.fixture.ts';

let rig: PlacementRig;
beforeEach(async () => {
  rig = await PlacementRig.start();
});
afterEach(() => rig[Symbol.asyncDispose]());

const cpu = ['cpu'];
const two = [
  { name: 'cpu-fp32', providers: cpu },
  { name: 'cpu-int8', providers: cpu },
];

test('siblings of a committed release are fetched and measured, and switched between without a loss', async () => {
  rig.publish(two);
  await rig.run();
  await rig.assign();
  const { profiles, missing } = await rig.profiled(2);
  expect(missing).toEqual([]);
  expect(profiles.map(({ variant, usable }) => [variant, usable]).sort()).toEqual([
    ['cpu-fp32', 'yes'],
    ['cpu-int8', 'yes'],
  ]);
  for (const { p50Us, p95Us, firstRunUs, idle } of profiles) {
    expect(p50Us).toBeGreaterThan(0);
    expect(p95Us).toBeGreaterThanOrEqual(p50Us ?? 0);
    expect(firstRunUs).toBeGreaterThan(p50Us ?? 0);
    expect(idle).toBe(false);
  }
  for (const name of ['cpu-int8', 'cpu-fp32', 'cpu-int8', 'cpu-fp32', 'cpu-int8']) {
    rig.rig.forgetReports();
    await rig.choose(name, 'cpu');
    await rig.runs(name, 'cpu');
    await rig.rig.laterJudge(2);
  }
  const { lastSwitch, switches, number, by } = await rig.runs('cpu-int8', 'cpu');
  expect({ switches, number, by }).toEqual({ switches: 5, number: 5, by: 'hub' });
  expect(lastSwitch).toMatchObject({
    from: { variant: 'cpu-fp32', provider: 'cpu' },
    to: { variant: 'cpu-int8', provider: 'cpu' },
    ...{ by: 'hub', code: 'policy', agreement: 1 },
  });
  expect(lastSwitch?.windows).toBeGreaterThanOrEqual(3);
  expect(lastSwitch?.maxScoreDifference).toBeLessThan(1e-3);
  expect(await rig.rig.laterJudge(4)).toBe(rig.digest('cpu-int8'));
  expect(rig.rig.lost).toEqual([]);
}, 60_000);
