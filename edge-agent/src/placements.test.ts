import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PlacementRig, swiftly } from './placement-rig.fixture.ts';

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
    expect(idle).toBeTypeOf('boolean');
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

/** An agent that runs a committed release whose variants are all measured. */
async function ready(...more: Parameters<PlacementRig['run']>) {
  rig.publish(two);
  const agent = await rig.run(...more);
  await rig.assign();
  await rig.profiled(2);
  await rig.rig.scoredBy(rig.digest('cpu-fp32'), 12);
  return agent;
}

test('an install that begins during a switch wins, and the switch is given up', async () => {
  const placement = swiftly();
  // So many windows are not to come: the switch stays under way.
  const times = { ...placement.times, compareWindows: 10_000, compareWithinMs: 600_000 };
  await ready({ placement: { ...placement, times } });
  const before = rig.digest('cpu-fp32');
  await rig.choose('cpu-int8', 'cpu');
  await rig.rig.laterJudge(3);
  rig.publish(two);
  await rig.assign();
  await rig.rig.phase(2, 'COMMITTED');
  await rig.rig.scoredBy(rig.digest('cpu-fp32'), 5);
  expect(rig.rig.lost).toEqual([]);
  const judges = new Set(rig.rig.rows.map(({ modelDigest }) => modelDigest));
  expect(judges).toContain(before);
  expect(judges.size).toBe(3); // its own, and what each release committed
}, 60_000);

test('out of the hub’s reach the device decides by the policy that it knows, until the hub is back', async () => {
  const placement = swiftly();
  await ready({
    placement: { ...placement, times: { ...placement.times, hubAwayMs: 100 } },
    loadEveryMs: 100,
  });
  const pin = { variant: 'cpu-int8', provider: 'cpu' };
  await rig.again(rig.wish(null, { pin }));
  await rig.rig.laterJudge(6);
  expect(await rig.rig.laterJudge(1)).toBe(rig.digest('cpu-fp32'));
  await rig.rig.broker.stop();
  await rig.rig.bench.logged(/from cpu-fp32 on cpu to cpu-int8 on cpu/);
  rig.rig.forgetReports();
  await rig.rig.broker.start();
  const { by, number, running } = await rig.runs('cpu-int8', 'cpu');
  expect({ by, number, code: running?.code }).toEqual({ by: 'guard', number: 1, code: 'pinned' });
  rig.rig.forgetReports();
  await rig.choose('cpu-fp32', 'cpu');
  expect((await rig.runs('cpu-fp32', 'cpu')).by).toBe('hub');
  expect(rig.rig.lost).toEqual([]);
}, 60_000);

describe('after a restart', () => {
  async function chosen() {
    const agent = await ready();
    await rig.choose('cpu-int8', 'cpu');
    await rig.runs('cpu-int8', 'cpu');
    await agent.stop();
    rig.rig.broker.packets.length = 0;
  }
  const file = () => rig.rig.path('data', 'placements', 'press.json');
  /** What a power cut leaves on the disk. */
  function cutOff(boots: number): void {
    const { kept } = JSON.parse(readFileSync(file(), 'utf8'));
    writeFileSync(file(), JSON.stringify({ kept: { ...kept, boots }, clean: false }));
  }

  test('that was a power cut the last choice runs, until the agent did not survive it thrice', async () => {
    await chosen();
    cutOff(0);
    const agent = await rig.run();
    expect(await rig.rig.scoring()).toBe(rig.digest('cpu-int8'));
    const { number, by, switches, profiles } = await rig.runs('cpu-int8', 'cpu');
    expect({ number, by, switches, profiles: profiles.length }).toEqual({
      ...{ number: 1, by: 'hub', switches: 1, profiles: 2 },
    });
    await agent.stop();
    cutOff(2);
    rig.rig.broker.packets.length = 0;
    await rig.run();
    expect(await rig.rig.scoring()).toBe(rig.digest('cpu-fp32'));
  }, 60_000);

  test('what was committed runs where the choice is damaged, which is fetched anew', async () => {
    await chosen();
    writeFileSync(rig.rig.path('bundles', rig.digest('cpu-int8'), 'model.onnx'), 'spoilt');
    await rig.run();
    expect(await rig.rig.scoring()).toBe(rig.digest('cpu-fp32'));
    const failed = await rig.placed((one) =>
      one.profiles.some(({ usable }) => usable === 'failed'),
    );
    expect(failed.running).toMatchObject({ variant: 'cpu-fp32', provider: 'cpu' });
    rig.rig.forgetReports();
    await rig.profiled(2);
  }, 60_000);
});

describe('with a GPU', () => {
  const withGpu = [
    { name: 'cpu-fp32', providers: cpu },
    { name: 'gpu-fp16', providers: ['tensorrt', 'cuda'] },
  ];

  test('whose runs fail, that very window is scored on the CPU, and it is tried again later', async () => {
    const { gpu, runtime } = rig.withGpu();
    rig.publish(withGpu);
    await rig.run({ runtime });
    await rig.assign();
    await rig.profiled(2);
    await rig.choose('gpu-fp16', 'cuda');
    await rig.runs('gpu-fp16', 'cuda');
    await rig.rig.laterJudge(3);
    expect((await rig.capabilities('cuda')).providers).toEqual(['cpu', 'cuda']);
    gpu.set({ runs: false });
    const lost = await rig.placed(({ running }) => running?.code === 'providerLost');
    expect(lost.running?.reason).toContain('CUDA failure 999');
    expect(lost.retryAt).toBeGreaterThan(Date.now());
    expect(lost.switches).toBe(2);
    await rig.unusable('cuda', /CUDA failure 999/);
    expect(await rig.rig.laterJudge(4)).toBe(rig.digest('cpu-fp32'));
    expect(rig.rig.lost).toEqual([]);
  }, 60_000);

  test('that hangs in a run is left after a second, and no window is lost', async () => {
    const { gpu, runtime } = rig.withGpu();
    rig.publish(withGpu);
    await rig.run({ runtime });
    await rig.assign();
    await rig.profiled(2);
    await rig.choose('gpu-fp16', 'cuda');
    await rig.runs('gpu-fp16', 'cuda');
    await rig.rig.laterJudge(3);
    gpu.set({ hangs: true });
    const hungAt = Date.now();
    const { running, lastSwitch } = await rig.placed((one) => one.running?.code === 'providerLost');
    expect(running?.reason).toContain('no answer within 1000 ms');
    expect((lastSwitch?.at ?? 0) - hungAt).toBeLessThan(3_000);
    expect(lastSwitch?.tookMs).toBeLessThan(1_000);
    expect(await rig.rig.laterJudge(4)).toBe(rig.digest('cpu-fp32'));
    expect(rig.rig.lost).toEqual([]);
  }, 60_000);

  test('that lies is never chosen', async () => {
    const { gpu, runtime } = rig.withGpu();
    gpu.set({ lies: true });
    rig.publish(withGpu);
    await rig.run({ runtime });
    await rig.assign();
    const { profiles } = await rig.placed((one) => one.profiles.length === 2);
    expect(profiles.find(({ provider }) => provider === 'cuda')).toMatchObject({
      ...{ usable: 'fellBack', p50Us: null },
      detail: expect.stringMatching(/^ran none of \d+ nodes/),
    });
    expect(await rig.capabilities('cuda')).toMatchObject({
      providers: ['cpu'],
      unusableProviders: [{ provider: 'cuda', why: 'ran none of 1 nodes on cuda (1 on cpu)' }],
    });
    await rig.choose('gpu-fp16', 'cuda');
    expect(await rig.rig.laterJudge(5)).toBe(rig.digest('cpu-fp32'));
  }, 60_000);

  test('that is gone at the start of what was committed for it, a CPU variant runs', async () => {
    const { gpu, runtime } = rig.withGpu();
    rig.publish([...withGpu].reverse());
    const agent = await rig.run({ runtime });
    await rig.assign();
    await rig.profiled(2);
    await agent.stop();
    gpu.set({ there: false });
    rig.rig.broker.packets.length = 0;
    await rig.run({ runtime });
    expect(await rig.rig.scoring()).toBe(rig.digest('cpu-fp32'));
    const { running, by } = await rig.runs('cpu-fp32', 'cpu');
    expect([running?.code, by]).toEqual(['providerLost', 'guard']);
    expect(running?.reason).toContain('no CUDA-capable device');
  }, 60_000);
});
