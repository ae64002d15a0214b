import type { ReleaseReport } from '@lookout/shared/protocol/release-phase';
import { DeviceSummary } from '@lookout/shared/protocol/rest';
import type { SignedDocument } from '@lookout/shared/protocol/signed';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type HubDatabase, joinHubDatabase } from '../../cloud-hub/src/database/hub-database.ts';
import { zipBundle } from '../../cloud-hub/src/model/bundle-zip.ts';
import {
  type RegistryBesideHub,
  registryBesideHub,
} from '../../cloud-hub/src/model/registry-beside-hub.ts';
import { Device } from '../../cloud-hub/src/simulate/device.ts';
import type { Fate } from '../../cloud-hub/src/simulate/fleet-plan.ts';
import { assignDirectly, keysAreGiven } from '../support/assign-directly.ts';
import { TestHub } from '../support/hub.ts';
import { paddedBundle } from '../support/padded-bundle.ts';
import { publishKeys, signedRelease } from '../support/release-kit.ts';

// Real: hub, broker, PostgreSQL, registry, signatures, MQTT connections, blocks. Not: detectors, rollouts.
const channels = [{ name: 'pressure', unit: 'bar', mean: 4, sd: 0.5 }];
const files = paddedBundle(channels, 200_000);
const bundleBytes = Object.values(files).reduce((sum, { length }) => sum + length, 0);

let hub: TestHub;
let database: HubDatabase;
let registry: RegistryBesideHub;
let release: { readonly id: string; readonly document: SignedDocument };
let unsigned: SignedDocument;
const devices: Device[] = [];

beforeAll(async () => {
  hub = await TestHub.start();
  database = await joinHubDatabase({ database: { kind: 'embedded' }, dataDir: hub.dataDir });
  registry = registryBesideHub(database, { assignmentKeyFile: null });
  const keys = await publishKeys(hub.session);
  release = await signedRelease(hub.session, keys, { zip: zipBundle(files), version: '1' });
  await keysAreGiven(database.pool);
  unsigned = { ...release.document, signatures: [] };
});
afterAll(async () => {
  await database.close();
  await hub.stop();
});
afterEach(async () => {
  for (const device of devices.splice(0)) await device.stop();
});

/** A simulated device that is online, and the phases that it goes through until a final one. */
async function begin(id: string, fate: Fate) {
  const { secret, brokerUrl: url } = await hub.enrol({ id, site: 'plant' });
  const seen: ReleaseReport[] = [];
  const ended = Promise.withResolvers<ReleaseReport>();
  let blockBytes = 0;
  const device = new Device(
    { id, site: 'plant', seed: 1, fate, sleep: null },
    secret,
    {
      url,
      subject: { stream: 'loop', channels, windowLength: 10, periodMs: 500 },
      link: { unitsPerBlock: 4, unitsPerRequest: 20, pauseMs: 0 },
      installMs: 10,
      now: Date.now,
      after: (delayMs, act) => {
        const timer = setTimeout(act, delayMs);
        return () => clearTimeout(timer);
      },
      onPhase: (_plan, report) => {
        seen.push(report);
        if (['COMMITTED', 'FAILED', 'REJECTED', 'REVERTED'].includes(report.phase))
          ended.resolve(report);
      },
      onBlock: (bytes) => {
        blockBytes += bytes;
      },
    },
    id,
  );
  devices.push(device);
  await device.start();
  return {
    device,
    ended: ended.promise,
    phases: () => seen.map(({ phase }) => phase),
    blockBytes: () => blockBytes,
  };
}

async function assign(device: string, document = release.document): Promise<void> {
  await assignDirectly(
    database.pool,
    { device, stream: 'loop', release: release.id, variant: 'cpu-fp32' },
    { manifest: document, sign: (assignment) => registry.signer.sign(assignment) },
  );
}

const told = async (id: string) =>
  (await hub.get(`/api/devices/${id}`, z.object({ device: DeviceSummary }))).device.streams[0]
    ?.release ?? null;

test('a release comes over the line, is checked and committed, and the hub is told', async () => {
  const { ended, phases, blockBytes } = await begin('good-1', 'good');
  await assign('good-1');
  expect(await ended).toMatchObject({ sequence: 1, release: release.id, haveBytes: bundleBytes });
  expect(phases()).toEqual([
    ...['OFFERED', 'DOWNLOADING', 'VERIFIED', 'SELF_TEST', 'SHADOW', 'TRIAL', 'COMMITTED'],
  ]);
  expect(blockBytes()).toBeLessThan(bundleBytes * 1.02);
  await expect.poll(async () => (await told('good-1'))?.phase).toBe('COMMITTED');
});

test.each<[fate: Fate, phase: string, code: string]>([
  ['selfTest', 'FAILED', 'selfTest'],
  ['latency', 'REVERTED', 'latency'],
  ['corrupt', 'FAILED', 'digest'],
])('a device whose fate is %s ends %s with its reason', async (fate, phase, code) => {
  const id = `fate-${fate.toLowerCase()}`;
  const { ended } = await begin(id, fate);
  await assign(id);
  expect(await ended).toMatchObject({ phase, reason: { code } });
  await expect.poll(async () => (await told(id))?.phase).toBe(phase);
});

test('a release that nobody signed is not fetched', async () => {
  const { ended, blockBytes } = await begin('unsigned-1', 'good');
  await assign('unsigned-1', unsigned);
  expect(await ended).toMatchObject({ phase: 'REJECTED', reason: { code: 'unsigned' } });
  expect(blockBytes()).toBe(0);
});

test('one that falls silent is offline, in a phase that is not final', async () => {
  const { device } = await begin('silent-1', 'silent');
  await assign('silent-1');
  await expect.poll(() => device.silent).toBe(true);
  const presence = async () =>
    (await hub.get('/api/devices/silent-1', z.object({ device: DeviceSummary }))).device.presence;
  await expect.poll(presence).toBe('offline');
  expect((await told('silent-1'))?.phase).toBe('OFFERED');
});
