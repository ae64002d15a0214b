import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PlacementEntry, PlacementMap } from '@lookout/shared/protocol/placements';
import { DeviceDetail } from '@lookout/shared/protocol/rest';
import { RolloutDetail } from '@lookout/shared/protocol/rollouts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { zipBundle } from '../../cloud-hub/src/model/bundle-zip.ts';
import { loadConfig } from '../../edge-agent/src/config/config.ts';
import { sourceChild } from '../../edge-agent/src/detect/detector.fixture.ts';
import { Agent } from '../../edge-agent/src/main.ts';
import { swiftly } from '../../edge-agent/src/placement-rig.fixture.ts';
import { configureAgent } from '../support/agent.ts';
import { readBundleFiles } from '../support/bundle-files.ts';
import { TestHub } from '../support/hub.ts';
import { publishKeys, rootKeyOf, signedRelease } from '../support/release-kit.ts';
import { scratchFolder } from '../support/scratch.ts';
import { SimulatedGpu } from '../support/simulated-gpu.ts';
import { writeToyBundle } from '../support/toy-bundle.ts';

// Real: hub, broker, PostgreSQL, signatures, blocks, the agent and ONNX Runtime. Simulated: the GPU.
const channels = [{ name: 'pressure', unit: 'bar', mean: 4, sd: 0.5 }];
const shape = { channels, windowLength: 4, periodMs: 100 };
const install = {
  ...{ shadowWindows: 2, trialWindows: 2, maxInstallMs: 60_000, minAgreement: null },
  ...{ maxLatencyUs: null, maxLatencyRatio: null, maxAddedMemoryBytes: null },
};

let hub: TestHub;
let folder: Awaited<ReturnType<typeof scratchFolder>>;
let agent: Agent;
let gpu: SimulatedGpu;
const log: string[] = [];

beforeAll(async () => {
  [hub, folder] = await Promise.all([TestHub.start(), scratchFolder()]);
});
afterAll(async () => {
  await agent?.stop();
  await hub?.stop();
  await folder?.[Symbol.asyncDispose]();
});

const at = (name: string) => join(folder.path, name);
const zipOf = (name: string, factor: number) => {
  writeToyBundle(at(name), { ...shape, factor });
  return zipBundle(readBundleFiles(at(name)));
};

async function startAgent(rootKey: string): Promise<void> {
  const rows = Array.from({ length: 9_000 }, (_, i) => {
    const time = new Date(Date.UTC(2026, 0, 1) + i * shape.periodMs).toISOString();
    return `${time},${4 + (i % 2 === 0 ? 0.1 : -0.1)}`;
  });
  writeFileSync(at('rows.csv'), `time,pressure\n${rows.join('\n')}\n`);
  writeToyBundle(at('own'), shape);
  gpu = new SimulatedGpu(at('onnxruntime-node'));
  const source = { type: 'csv', file: at('rows.csv') };
  const { config } = await configureAgent(
    at('agent'),
    await hub.enrol({ id: 'press-1', site: 'plant' }),
    [{ name: 'press', bundle: at('own'), source }],
    { trust: { rootKeys: [rootKey] }, runtime: { onnxruntime: gpu.folder } },
  );
  const say = (message: string) => log.push(message);
  agent = new Agent(loadConfig(config, {}), {
    log: { info: say, warn: say },
    ...{ child: sourceChild, placement: swiftly(), loadEveryMs: 500 },
  });
  await agent.start();
}

const entry = async (): Promise<PlacementEntry | undefined> =>
  (await hub.get('/api/placement', PlacementMap)).entries[0];
const within = { timeout: 30_000 };

test('siblings come over the line, are measured, and the agent goes where a policy wants it', async () => {
  const keys = await publishKeys(hub.session);
  const { id: release } = await signedRelease(hub.session, keys, {
    ...{ zip: zipOf('cpu', 1), variant: 'cpu-int8', version: '1' },
    others: [{ name: 'gpu-fp16', zip: zipOf('gpu', 1.000_001) }],
  });
  await startAgent(rootKeyOf(keys));
  const phase = async () => {
    const { device } = await hub.get('/api/devices/press-1', DeviceDetail);
    return device.streams[0]?.phase;
  };
  // A rollout looks for devices whose stream it knows.
  await expect.poll(phase, within).toBe('scoring');
  const waves = [{ name: 'all', members: { kind: 'rest' } }];
  const plan = { name: 'both', release, install, waves };
  const { rollout } = RolloutDetail.parse(await hub.post('/api/rollouts', plan));
  await hub.post(`/api/rollouts/${rollout.id}/act`, { act: 'approve' });
  await expect.poll(entry, within).toMatchObject({ state: 'placed' });
  const policies = '/api/placement/policies';
  const scope = { kind: 'site', site: 'plant' };
  const pin = { variant: 'gpu-fp16', provider: 'cuda' };
  await hub.session.put(policies, { scope, policy: { pin } });
  await expect.poll(entry, within).toMatchObject({ by: 'hub', running: pin });
  expect(log.find((line) => line.includes('to gpu-fp16 on cuda'))).toContain('100 % alike');
  gpu.set({ runs: false });
  await expect.poll(entry, within).toMatchObject({
    running: { variant: 'cpu-int8', provider: 'cpu' },
  });
}, 120_000);
