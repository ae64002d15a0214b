import { generateKeyPairSync } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { LiveLine } from '../../../test/support/live-line.ts';
import { scratchFolder } from '../../../test/support/scratch.ts';
import { type RolloutsFixture, startRollouts, TestRollout } from './rollout.fixture.ts';
import { RolloutRepository } from './rollout.repository.ts';
import { rolloutsBesideHub } from './rollouts-beside-hub.ts';

// Real: the whole hub, its PostgreSQL and broker. Its own key is a file, which is read for every assignment.
let scratch: Awaited<ReturnType<typeof scratchFolder>>;
let keyFile = '';
let hub: RolloutsFixture;

beforeAll(async () => {
  scratch = await scratchFolder();
  keyFile = join(scratch.path, 'hub.pem');
  const { privateKey } = generateKeyPairSync('ed25519');
  await writeFile(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  hub = await startRollouts(keyFile);
}, 60_000);
afterAll(async () => {
  await hub.stop();
  await scratch[Symbol.asyncDispose]();
});

const waves = [
  {
    name: 'first',
    members: { kind: 'hand' as const, assets: [{ device: 'pump-1', stream: 'loop' }] },
  },
  { name: 'others', members: { kind: 'rest' as const }, byHand: true },
];

test('decisions that fail are told where the rollout is shown, until they work again', async () => {
  await hub.connect(await hub.enrol('pump-1', 'plant'), 'good');
  const second = await hub.connect(await hub.enrol('pump-2', 'plant'), 'good');
  const rollout = await TestRollout.create(hub, { release: await hub.release(), waves });
  const line = await LiveLine.open(hub.hub.url, { cookie: hub.admin.cookie, origin: hub.hub.url });
  onTestFinished(() => line.close());
  await line.join(`rollout:${rollout.id}`);
  await rollout.act({ act: 'approve' });
  await expect.poll(() => rollout.states()).toMatchObject({ 'pump-1': 'succeeded' });
  const before = Date.now();
  await rename(keyFile, `${keyFile}.away`);
  await rollout.act({ act: 'startWave' });

  const { rollout: failing } = await rollout.detail();
  expect(failing).toMatchObject({
    state: 'RUNNING',
    trouble: {
      text: expect.stringContaining('LOOKOUT_ASSIGNMENT_KEY_FILE: expected a file'),
      remedy: expect.stringContaining('Set LOOKOUT_ASSIGNMENT_KEY_FILE right'),
    },
  });
  const since = failing.trouble?.since ?? 0;
  expect(since).toBeGreaterThanOrEqual(before);
  await line.until(
    `rollout:${rollout.id}`,
    (update) => update.rollout?.rollout.trouble?.since === since,
  );
  const { rollouts } = rolloutsBesideHub(hub, { assignmentKeyFile: null });
  expect((await rollouts.detail(rollout.id)).rollout.trouble?.since).toBe(since);
  expect(second.taken).toEqual([]);

  await rename(`${keyFile}.away`, keyFile);
  await rollout.is('SUCCEEDED');
  expect((await rollout.detail()).rollout.trouble).toBeNull();
  expect(second.taken).toEqual([1]);
  await line.until(
    `rollout:${rollout.id}`,
    (update) => update.rollout?.rollout.state === 'SUCCEEDED',
  );
  expect(line.of(`rollout:${rollout.id}`).at(-1)?.rollout?.rollout.trouble).toBeNull();
});

test('another hub that fails is heard of, and drives nobody to decide', async () => {
  const rollout = await TestRollout.create(hub, { release: await hub.release() });
  const line = await LiveLine.open(hub.hub.url, { cookie: hub.admin.cookie, origin: hub.hub.url });
  onTestFinished(() => line.close());
  await line.join(`rollout:${rollout.id}`);
  const other = new RolloutRepository(hub.pool);
  const trouble = { text: 'No key.', remedy: 'Bring it.' };
  // A draft is not decided on by itself: what is told stays.
  expect(await other.keepTrouble(rollout.id, trouble, 1_000, 'another')).toBe(true);
  await line.until(
    `rollout:${rollout.id}`,
    (update) => update.rollout?.rollout.trouble?.since === 1_000,
  );
  expect(await other.keepTrouble(rollout.id, trouble, 2_000, 'another')).toBe(false);
  expect(await other.keepTrouble(rollout.id, { ...trouble, text: 'None.' }, 3_000, 'x')).toBe(true);
  expect((await rollout.detail()).rollout.trouble).toEqual({
    ...{ since: 1_000, text: 'None.', remedy: 'Bring it.' },
  });
});
