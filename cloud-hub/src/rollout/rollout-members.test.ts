import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RolloutsFixture, startRollouts, TestRollout } from './rollout.fixture.ts';
import { secondExecutor } from './second-hub.fixture.ts';

// Real: the whole hub, its PostgreSQL and broker, signatures. Devices speak the protocol; no agent is behind them.
let hub: RolloutsFixture;
beforeAll(async () => {
  hub = await startRollouts();
}, 60_000);
afterAll(() => hub.stop());

const wavesAfter = (device: string) => [
  { name: 'canary', members: { kind: 'hand' as const, assets: [{ device, stream: 'loop' }] } },
  { name: 'rest', members: { kind: 'rest' as const } },
];
const wave = async (rollout: TestRollout, index: number) =>
  (await rollout.members(`?wave=${index}`)).map(({ device, state }) => `${device} ${state}`);

test('who appears after the approval is taken in by the last wave, and who was revoked leaves', async () => {
  const site = 'grows';
  const join = async (id: string, behaviour: 'good' | 'slow' = 'good') =>
    hub.connect(await hub.enrol(id, site), behaviour);
  const canary = await join('grows-1', 'slow');
  await join('grows-2');
  const gone = await join('grows-3');
  const rollout = await TestRollout.create(hub, {
    ...{ release: await hub.release(), target: { sites: [site] }, waves: wavesAfter('grows-1') },
  });
  await rollout.act({ act: 'approve' });
  expect(await wave(rollout, 1)).toEqual(['grows-2 waiting', 'grows-3 waiting']);
  const late = await join('grows-4');
  await hub.admin.post('/api/devices/grows-3/revoke', {});
  await canary.finish();
  await rollout.is('SUCCEEDED');
  expect(await wave(rollout, 0)).toEqual(['grows-1 succeeded']);
  expect(await wave(rollout, 1)).toEqual([
    'grows-2 succeeded',
    'grows-3 left',
    'grows-4 succeeded',
  ]);
  expect(late.taken).toEqual([1]);
  expect(gone.taken).toEqual([]);
  const { history } = await rollout.detail();
  const told = history.filter(({ what }) => what === 'members').map(({ detail }) => detail);
  // Whether the revoked one left at that moment or shortly before is a matter of milliseconds.
  expect(told).toEqual([expect.stringMatching(/^joined: grows-4\/loop/)]);
});

test('the preview shows who goes first in the rollout', async () => {
  const site = 'first';
  const ids = Array.from({ length: 8 }, (_, i) => `first-${i}`);
  for (const id of ids) await hub.connect(await hub.enrol(id, site), 'slow');
  const waves = [
    { name: 'canary', members: { kind: 'count' as const, count: 1 } },
    { name: 'half', members: { kind: 'percent' as const, percent: 50 } },
    { name: 'rest', members: { kind: 'rest' as const } },
  ];
  const plan = { release: await hub.release(), target: { sites: [site] }, waves };
  const rollout = await TestRollout.create(hub, plan);
  const shown = await rollout.preview(plan);
  for (const [index, { members }] of shown.waves.entries())
    expect((await wave(rollout, index)).sort()).toEqual(
      members.map(({ device }) => `${device} waiting`).sort(),
    );
});

test('a stream that had not told its channels joins the tail when it does', async () => {
  const site = 'mute';
  const waiting = await hub.connect(await hub.enrol('mute-1', site), 'slow');
  const mute = await hub.connect(await hub.enrol('mute-2', site), 'good', 1, []);
  const plan = { release: await hub.release(), target: { sites: [site] } };
  const rollout = await TestRollout.create(hub, plan);
  const preview = await rollout.preview(plan);
  expect(preview.left).toMatchObject([{ device: 'mute-2', reason: /again when a wave begins/ }]);
  await rollout.act({ act: 'approve' });
  await expect.poll(() => waiting.taken).toEqual([1]);
  expect(await wave(rollout, 0)).toHaveLength(1);
  mute.channels = waiting.channels;
  await mute.tell();
  await expect
    .poll(async () => (await hub.admin.get('/api/devices/mute-2')).body)
    .toMatchObject({ device: { streams: [{ channels: [{ name: 'pressure' }] }] } });
  // A hub looks for such streams every ten seconds; this one looks now.
  await secondExecutor(hub).decide(rollout.id, [], { late: true });
  await mute.tell();
  await expect.poll(() => mute.taken).toEqual([1]);
  await waiting.finish();
  await rollout.is('SUCCEEDED');
  expect(await wave(rollout, 0)).toEqual(['mute-1 succeeded', 'mute-2 succeeded']);
});
