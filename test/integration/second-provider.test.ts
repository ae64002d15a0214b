import { afterEach, beforeEach, expect, test } from 'vitest';
import { sourceChild } from '../../edge-agent/src/detect/detector.fixture.ts';
import {
  PlacementRig,
  sourceProfileChild,
  swiftly,
} from '../../edge-agent/src/placement-rig.fixture.ts';
import { swiftShaderEnvironment } from '../support/swift-shader.ts';

// A second provider that is real: WebGPU on a Vulkan driver in software. It comes with an npm package, so it
// is there on every x64 Linux; elsewhere the device finds that it has none, and that is held instead.

const driver = await swiftShaderEnvironment();

let rig: PlacementRig;
beforeEach(async () => {
  rig = await PlacementRig.start();
});
afterEach(() => rig[Symbol.asyncDispose]());

const two = [
  { name: 'cpu-fp32', providers: ['cpu'] },
  { name: 'gpu-fp32', providers: ['tensorrt', 'cuda', 'webgpu'] },
];

test('there and back on live rows, and away from a provider that is taken in mid-run', async () => {
  if (driver === null) return holdWithout();
  // An environment that can be taken from the processes that begin later.
  const env: NodeJS.ProcessEnv = { ...process.env, ...driver };
  const child = { ...sourceChild, env };
  rig.publish(two);
  const agent = await rig.run({ child, placement: swiftly({ ...sourceProfileChild, env }) });
  await rig.assign();
  const { profiles } = await rig.profiled(2);
  const gpu = profiles.find(({ provider }) => provider === 'webgpu');
  expect(gpu).toMatchObject({ variant: 'gpu-fp32', usable: 'yes' });
  expect(gpu?.detail).toMatch(/^all \d+ nodes on webgpu; 3 golden windows/);

  for (const [variant, provider] of [
    ['gpu-fp32', 'webgpu'],
    ['cpu-fp32', 'cpu'],
    ['gpu-fp32', 'webgpu'],
  ] as const) {
    rig.rig.forgetReports();
    await rig.choose(variant, provider);
    const { lastSwitch } = await rig.runs(variant, provider);
    expect(lastSwitch).toMatchObject({ agreement: 1, code: 'policy' });
    await rig.rig.laterJudge(3);
  }
  const { provider, providerReason } = await rig.rig.reported(
    (stream) => stream.provider === 'webgpu',
  );
  expect([provider, providerReason]).toEqual([
    'webgpu',
    expect.stringMatching(/^all \d+ nodes ran on webgpu/),
  ]);

  // The driver goes, and the process that had it.
  env.VK_ICD_FILENAMES = '/nowhere';
  rig.rig.forgetReports();
  const [, gpuPid] = agent.processes;
  if (gpuPid === undefined) throw new Error('no process for webgpu');
  process.kill(gpuPid, 'SIGKILL');
  const lost = await rig.placed(({ running }) => running?.code === 'providerLost');
  expect(lost).toMatchObject({
    running: { variant: 'cpu-fp32', provider: 'cpu' },
    by: 'guard',
    lastSwitch: { from: { provider: 'webgpu' }, to: { provider: 'cpu' }, code: 'providerLost' },
  });
  expect(lost.lastSwitch?.tookMs).toBeLessThan(100);
  expect(lost.profiles.find((one) => one.provider === 'webgpu')?.usable).toBe('absent');
  expect(lost.retryAt).toBeGreaterThan(Date.now());
  expect(await rig.rig.laterJudge(4)).toBe(rig.digest('cpu-fp32'));
  expect(rig.rig.lost).toEqual([]);
});

/** A machine whose runtime has a provider that is no more than a name, or none. */
async function holdWithout(): Promise<void> {
  rig.publish(two);
  await rig.run();
  await rig.assign();
  const { profiles } = await rig.placed((p) => p.profiles.some(({ usable }) => usable === 'yes'));
  expect(profiles.filter(({ usable }) => usable === 'yes')).toHaveLength(1);
}
