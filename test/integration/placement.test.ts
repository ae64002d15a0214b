import { type PlacementEntry, PlacementMap } from '@lookout/shared/protocol/placements';
import { RolloutDetail } from '@lookout/shared/protocol/rollouts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { zipBundle } from '../../cloud-hub/src/model/bundle-zip.ts';
import type { Device } from '../../cloud-hub/src/simulate/device.ts';
import { TestHub } from '../support/hub.ts';
import { paddedBundle } from '../support/padded-bundle.ts';
import { publishKeys, signedRelease } from '../support/release-kit.ts';
import { simulatedDevice } from '../support/simulated-device.ts';

// Real: hub, broker, PostgreSQL, signatures, blocks. Not: networks; devices only tell how long they would take.
const channels = [{ name: 'pressure', unit: 'bar', mean: 4, sd: 0.5 }];
const subject = { stream: 'loop', channels, windowLength: 10, periodMs: 500 };
const install = {
  ...{ shadowWindows: 0, trialWindows: 0, maxInstallMs: 60_000, minAgreement: null },
  ...{ maxLatencyUs: null, maxLatencyRatio: null, maxAddedMemoryBytes: null },
};
const waves = [{ name: 'all', members: { kind: 'rest' } }];

let hub: TestHub;
const devices: Device[] = [];
beforeAll(async () => {
  hub = await TestHub.start();
  for (const gpu of ['good', 'none', 'lying'] as const)
    devices.push(
      await simulatedDevice(hub, subject, { id: gpu, site: 'plant', gpu, installMs: 50 }),
    );
}, 60_000);
afterAll(async () => {
  for (const device of devices) await device.stop();
  await hub?.stop();
});

async function entries(): Promise<Record<string, PlacementEntry>> {
  const map = await hub.get('/api/placement', PlacementMap);
  return Object.fromEntries(map.entries.map((entry) => [entry.device, entry]));
}

test('a release with a variant for each processor is placed by device, and a policy moves it', async () => {
  const keys = await publishKeys(hub.session);
  const { id: release } = await signedRelease(hub.session, keys, {
    ...{ zip: zipBundle(paddedBundle(channels, 4_000)), variant: 'cpu-int8', version: '1' },
    others: [{ name: 'gpu-fp16', zip: zipBundle(paddedBundle(channels, 5_000)) }],
  });
  const plan = { name: 'both', release, install, waves };
  const { rollout } = RolloutDetail.parse(await hub.post('/api/rollouts', plan));
  await hub.post(`/api/rollouts/${rollout.id}/act`, { act: 'approve' });
  const released = { release: { id: release, model: 'pump', version: '1' }, state: 'placed' };
  await expect.poll(entries, { timeout: 20_000 }).toMatchObject({
    good: { ...released, by: 'hub', policySource: null },
    none: { ...released, choice: { variant: 'cpu-int8', code: 'onlyOne' }, problems: [] },
    lying: { ...released, choice: { variant: 'cpu-int8' } },
  });
  expect((await entries()).lying?.problems).toMatchObject([
    { code: 'providerLies', text: expect.stringContaining('gpu-fp16 on cuda') },
  ]);
  const pin = { variant: 'gpu-fp16', provider: 'cuda' };
  const set = await hub.session.put('/api/placement/policies', {
    ...{ scope: { kind: 'site', site: 'plant' }, policy: { pin } },
  });
  // One has no such provider, one cannot use it; the policy holds for them all the same.
  expect(set).toMatchObject({
    streams: 3,
    warnings: [
      expect.stringContaining('lying/loop cannot run gpu-fp16 on cuda'),
      'none/loop has no provider cuda: the pin does nothing there.',
    ],
  });
  const onGpu = { variant: 'gpu-fp16', provider: 'cuda' };
  const onCpu = { variant: 'cpu-int8', provider: 'cpu' };
  await expect.poll(entries, { timeout: 20_000 }).toMatchObject({
    good: { running: onGpu, by: 'hub', choice: { code: 'pinned' } },
    none: { running: onCpu },
    lying: { running: onCpu },
  });
}, 60_000);
