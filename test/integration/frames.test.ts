import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PlacementEntry, PlacementMap } from '@lookout/shared/protocol/placements';
import { AlertPage, DeviceDetail } from '@lookout/shared/protocol/rest';
import { RolloutDetail } from '@lookout/shared/protocol/rollouts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { zipBundle } from '../../cloud-hub/src/model/bundle-zip.ts';
import { loadConfig } from '../../edge-agent/src/config/config.ts';
import { sourceChild } from '../../edge-agent/src/detect/detector.fixture.ts';
import { Agent } from '../../edge-agent/src/main.ts';
import { swiftly } from '../../edge-agent/src/placement-rig.fixture.ts';
import { configureAgent } from '../support/agent.ts';
import { bitmapOf } from '../support/bitmap.ts';
import { readBundleFiles } from '../support/bundle-files.ts';
import { TestHub } from '../support/hub.ts';
import { publishKeys, rootKeyOf, signedRelease } from '../support/release-kit.ts';
import { scratchFolder } from '../support/scratch.ts';
import { SimulatedGpu } from '../support/simulated-gpu.ts';
import { writeToyImageBundle } from '../support/toy-image-bundle.ts';

// Real: hub, broker, PostgreSQL, signatures, blocks, the agent and ONNX Runtime, which watches a folder that a
// camera writes. Simulated: the GPU.
const periodMs = 100;
let hub: TestHub;
let folder: Awaited<ReturnType<typeof scratchFolder>>;
let agent: Agent;
let camera: NodeJS.Timeout;
let isStrange = false;

beforeAll(async () => {
  [hub, folder] = await Promise.all([TestHub.start(), scratchFolder()]);
});
afterAll(async () => {
  clearInterval(camera);
  await agent?.stop();
  await hub?.stop();
  await folder?.[Symbol.asyncDispose]();
});

const at = (name: string) => join(folder.path, name);
const within = { timeout: 30_000 };

/** A frame every period: grey, and where it is strange with a bright blot. */
function startCamera(): void {
  mkdirSync(at('camera'));
  let i = 0;
  camera = setInterval(() => {
    i += 1;
    const picture = bitmapOf(32, 24, (row, column) => {
      const level = isStrange && row < 12 && column < 12 ? 250 : 118 + ((row + column + i) % 7);
      return [level, level, level];
    });
    writeFileSync(at(`camera/${i}.bmp`), picture);
  }, periodMs);
}

const zipOf = (name: string, factor: number) => {
  writeToyImageBundle(at(name), { periodMs, factor });
  return zipBundle(readBundleFiles(at(name)));
};
const phase = async () => {
  const { device } = await hub.get('/api/devices/eye-1', DeviceDetail);
  return device.streams[0]?.phase;
};
const alerts = async () => (await hub.get('/api/alerts', AlertPage)).alerts;
const entry = async (): Promise<PlacementEntry | undefined> =>
  (await hub.get('/api/placement', PlacementMap)).entries[0];

test('frames that a camera writes are scored, and a strange one is an alert on the hub', async () => {
  startCamera();
  writeToyImageBundle(at('own'), { periodMs });
  const gpu = new SimulatedGpu(at('onnxruntime-node'));
  const keys = await publishKeys(hub.session);
  const { id: release } = await signedRelease(hub.session, keys, {
    ...{ zip: zipOf('cpu', 1), variant: 'cpu-fp32', version: '1', model: 'eye' },
    others: [{ name: 'gpu-fp32', zip: zipOf('gpu', 1.000_001) }],
  });
  const policy = { onDelayMs: 0, offDelayMs: 0, adaptive: false };
  const { config } = await configureAgent(
    at('agent'),
    await hub.enrol({ id: 'eye-1', site: 'plant' }),
    [{ name: 'belt', bundle: at('own'), policy, source: { type: 'images', folder: at('camera') } }],
    { trust: { rootKeys: [rootKeyOf(keys)] }, runtime: { onnxruntime: gpu.folder } },
  );
  agent = new Agent(loadConfig(config, {}), {
    log: { info: () => {}, warn: () => {} },
    ...{ child: sourceChild, placement: swiftly(), loadEveryMs: 500 },
  });
  await agent.start();
  await expect.poll(phase, within).toBe('scoring');

  isStrange = true;
  await expect
    .poll(alerts, within)
    .toMatchObject([
      { stream: 'belt', kind: 'anomaly', channels: [], what: expect.stringMatching(/^Score /) },
    ]);
  isStrange = false;

  const install = {
    ...{ shadowWindows: 2, trialWindows: 2, maxInstallMs: 60_000, minAgreement: null },
    ...{ maxLatencyUs: null, maxLatencyRatio: null, maxAddedMemoryBytes: null },
  };
  const waves = [{ name: 'all', members: { kind: 'rest' } }];
  const plan = { name: 'both', release, install, waves };
  const { rollout } = RolloutDetail.parse(await hub.post('/api/rollouts', plan));
  await hub.post(`/api/rollouts/${rollout.id}/act`, { act: 'approve' });
  await expect.poll(entry, within).toMatchObject({ state: 'placed' });
  const scope = { kind: 'site', site: 'plant' };
  const pin = { variant: 'gpu-fp32', provider: 'cuda' };
  await hub.session.put('/api/placement/policies', { scope, policy: { pin } });
  await expect.poll(entry, within).toMatchObject({ by: 'hub', running: pin });
}, 90_000);
