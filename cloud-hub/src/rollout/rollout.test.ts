import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  install,
  type ReleaseDevice,
  type RolloutsFixture,
  startRollouts,
  TestRollout,
} from './rollout.fixture.ts';
import { rolloutsBesideHub } from './rollouts-beside-hub.ts';

// Real: the whole hub, its PostgreSQL and broker, signatures. Devices speak the protocol; no agent is behind them.
let hub: RolloutsFixture;
let site = '';
let sites = 0;
let release = '';

beforeAll(async () => {
  hub = await startRollouts();
}, 60_000);
afterAll(() => hub.stop());
beforeEach(async () => {
  site = `plant-${++sites}`;
  release = await hub.release();
});

type Behaviours = readonly Parameters<RolloutsFixture['connect']>[1][];

/** Devices `{site}-0`, `{site}-1` …, connected. */
async function fleet(...behaviours: Behaviours): Promise<ReleaseDevice[]> {
  const devices: ReleaseDevice[] = [];
  for (const [i, behaviour] of behaviours.entries())
    devices.push(await hub.connect(await hub.enrol(`${site}-${i}`, site), behaviour));
  return devices;
}

const here = () => ({ sites: [site], devices: [], streams: [], labels: {} });
const canaryOf = (device: string) => ({
  name: 'canary',
  members: { kind: 'hand' as const, assets: [{ device, stream: 'loop' }] },
});
const rest = { name: 'rest', members: { kind: 'rest' as const } };

describe('a rollout', () => {
  test('goes from wave to wave, and says who did what', async () => {
    const devices = await fleet('slow', 'good', 'good');
    const waves = [canaryOf(`${site}-0`), rest];
    const plan = { release, target: here(), waves };
    const preview = await hub.admin.post('/api/rollouts/preview', {
      ...{ name: 'trial', install },
      ...plan,
    });
    expect(preview).toMatchObject({ status: 200, body: { left: [] } });
    const rollout = await TestRollout.create(hub, plan);
    expect(await rollout.detail()).toMatchObject({ rollout: { state: 'DRAFT', model: 'pump' } });
    await rollout.act({ act: 'approve' });
    await expect.poll(() => devices[0]?.report?.phase, { timeout: 5_000 }).toBe('OFFERED');
    await expect
      .poll(() => rollout.members('?wave=0'), { timeout: 5_000 })
      .toMatchObject([{ phase: 'OFFERED', state: 'installing', variant: 'cpu-fp32' }]);
    expect(devices[1]?.taken).toEqual([]);
    await devices[0]?.finish();
    await rollout.is('SUCCEEDED');
    expect(new Set(Object.values(await rollout.states()))).toEqual(new Set(['succeeded']));
    expect(devices.map(({ taken }) => taken)).toEqual([[1], [1], [1]]);
    const { history, rollout: summary } = await rollout.detail();
    const told = history.map(({ what, by }) => `${what} by ${by}`).reverse();
    expect(told.slice(0, 3)).toEqual(['create by admin', 'approve by admin', 'RUNNING by null']);
    expect(told.at(-1)).toBe('SUCCEEDED by null');
    expect(told.filter((line) => line === 'wave done by null')).toHaveLength(2);
    expect(summary.waves.map((wave) => wave.counts.succeeded)).toEqual([1, 2]);
    expect((await hub.rooms.registry.get(release)).id).toBe(release);
    expect((await hub.admin.get('/api/releases')).body).toMatchObject({
      releases: expect.arrayContaining([expect.objectContaining({ id: release, inUse: 3 })]),
    });
    expect((await hub.admin.request('DELETE', `/api/releases/${release}`)).status).toBe(409);
  });

  test('halts at a bad canary, with the reason, and nobody else is assigned anything', async () => {
    const devices = await fleet('bad', 'good', 'good');
    const rollout = await TestRollout.create(hub, {
      ...{ release, target: here(), waves: [canaryOf(`${site}-0`), rest] },
    });
    await rollout.act({ act: 'approve' });
    await rollout.is('HALTED');
    expect(await rollout.members('?state=failed')).toMatchObject([
      { device: `${site}-0`, reason: { code: 'selfTest', text: 'Window 3 differs by 0.5.' } },
    ]);
    expect(devices.map(({ taken }) => taken)).toEqual([[1], [], []]);
    expect(await rollout.states()).toMatchObject({ [`${site}-1`]: 'waiting' });
  });

  test('halted by hand, holds who is on the way, and lets them go on', async () => {
    const [device] = await fleet('slow');
    const rollout = await TestRollout.create(hub, { release, target: here() });
    await rollout.act({ act: 'approve' });
    await expect.poll(() => device?.report?.phase, { timeout: 5_000 }).toBe('OFFERED');
    await rollout.act({ act: 'halt', reason: 'night shift' });
    await rollout.is('HALTED');
    await expect.poll(() => device?.held, { timeout: 5_000 }).toBe(true);
    expect((await rollout.detail()).rollout.reason).toContain('night shift');
    await device?.finish('good');
    await rollout.act({ act: 'resume' });
    await rollout.is('SUCCEEDED');
    expect(device?.taken).toEqual([1]);
  });

  test('aborted and kept, leaves committed devices with it and withdraws the rest', async () => {
    const [done, slow] = await fleet('good', 'slow');
    const rollout = await TestRollout.create(hub, { release, target: here() });
    await rollout.act({ act: 'approve' });
    await expect.poll(() => rollout.states()).toMatchObject({ [`${site}-0`]: 'succeeded' });
    await rollout.act({ act: 'abort', revert: false });
    await rollout.is('ABORTED');
    await expect.poll(() => slow?.report?.phase, { timeout: 5_000 }).toBe('SUPERSEDED');
    expect(done?.report).toMatchObject({ phase: 'COMMITTED', release });
  });

  test('aborted and reverted, brings committed devices back to what they ran, by a newer number', async () => {
    const [device] = await fleet('good');
    const first = await TestRollout.create(hub, { release, target: here() });
    await first.act({ act: 'approve' });
    await first.is('SUCCEEDED');
    const second = await TestRollout.create(hub, { release: await hub.release(), target: here() });
    await second.act({ act: 'approve' });
    await second.is('SUCCEEDED');
    expect(await second.members()).toMatchObject([{ previousRelease: release }]);
    await second.act({ act: 'abort', revert: true });
    await second.is('REVERTED');
    expect(device?.taken).toEqual([1, 2, 3]);
    expect(device?.report).toMatchObject({ release, phase: 'COMMITTED', sequence: 3 });
    expect(await second.states()).toEqual({ [`${site}-0`]: 'reverted' });
  });

  test('does not wait for one that is away, and gives it the release when it is back', async () => {
    const [, away] = await fleet('good', 'good');
    await away?.line.die();
    const id = `${site}-1`;
    const presence = async () => (await hub.admin.get(`/api/devices/${id}`)).body;
    await expect.poll(presence).toMatchObject({ device: { presence: 'offline' } });
    const rollout = await TestRollout.create(hub, { release, target: here() });
    await rollout.act({ act: 'approve' });
    await rollout.is('SUCCEEDED');
    expect(await rollout.states()).toMatchObject({ [id]: 'tail' });
    const secret = await hub.renew(id);
    await hub.connect({ id, site, secret, brokerUrl: hub.hub.brokerUrl }, 'good', 2);
    await expect
      .poll(() => rollout.states(), { timeout: 10_000 })
      .toMatchObject({ [id]: 'succeeded' });
  });

  test('is superseded where a newer one takes its devices over', async () => {
    const [device] = await fleet('slow');
    const first = await TestRollout.create(hub, { release, target: here() });
    await first.act({ act: 'approve' });
    await expect.poll(() => device?.report?.phase, { timeout: 5_000 }).toBe('OFFERED');
    const second = await TestRollout.create(hub, { release: await hub.release(), target: here() });
    await second.act({ act: 'approve' });
    await first.is('SUPERSEDED');
    await device?.finish();
    await expect.poll(() => device?.taken, { timeout: 5_000 }).toEqual([1, 2]);
    await second.is('SUCCEEDED');
  });

  test('counts one that fell silent after accepting as failed', async () => {
    const [device] = await fleet('slow');
    const rollout = await TestRollout.create(hub, {
      ...{ release, target: here() },
      deadlines: { acceptMs: 1_000, downloadMs: 1_000, installMs: 1_000 },
    });
    await rollout.act({ act: 'approve' });
    await expect
      .poll(() => rollout.states(), { timeout: 5_000 })
      .toEqual({ [`${site}-0`]: 'installing' });
    await device?.line.die();
    await expect
      .poll(() => rollout.states(), { timeout: 15_000 })
      .toEqual({ [`${site}-0`]: 'silent' });
  });

  test('waits for its time', async () => {
    const [device] = await fleet('good');
    const startAt = Date.now() + 2_000;
    const rollout = await TestRollout.create(hub, {
      ...{ release, target: here(), schedule: { startAt, windows: [] } },
    });
    await rollout.act({ act: 'approve' });
    expect((await rollout.detail()).rollout.state).toBe('APPROVED');
    expect(device?.taken).toEqual([]);
    await rollout.is('SUCCEEDED');
    expect(Date.now()).toBeGreaterThanOrEqual(startAt);
  });
});

describe('refused', () => {
  test('is an unsigned release at approval, with what to do', async () => {
    await fleet('good');
    const unsigned = await hub.release({ signed: false });
    const rollout = await TestRollout.create(hub, { release: unsigned, target: here() });
    expect(await rollout.act({ act: 'approve' })).toMatchObject({
      status: 409,
      body: { code: 'unsigned', remedy: expect.stringContaining('lookout keys sign') },
    });
    expect(await rollout.act({ act: 'resume' })).toMatchObject({
      status: 409,
      body: { code: 'refused' },
    });
  });

  test('is approving, to an operator who may halt', async () => {
    await fleet('slow');
    const name = `op-${sites}`;
    const password = 'operators-may-halt';
    await hub.admin.post('/api/users', { name, password, role: 'operator' });
    const operator = hub.client();
    await operator.signIn(name, password);
    const rollout = await TestRollout.create(hub, { release, target: here() });
    const path = `/api/rollouts/${rollout.id}/act`;
    expect(await operator.post(path, { act: 'approve' })).toMatchObject({ status: 403 });
    await rollout.act({ act: 'approve' });
    expect(await operator.post(path, { act: 'halt' })).toMatchObject({ status: 200 });
    expect((await rollout.detail()).history).toContainEqual(
      expect.objectContaining({ what: 'halt', by: name }),
    );
  });
});

describe('a release that is needed', () => {
  const beside = () =>
    rolloutsBesideHub({ pool: hub.pool }, { assignmentKeyFile: null }).registry.remove(release);

  /** By the page, and by the command line without a word to the hub. */
  async function refusal(): Promise<string> {
    const { status, body } = await hub.admin.request('DELETE', `/api/releases/${release}`);
    expect(status).toBe(409);
    const { message } = body as { message: string };
    await expect(beside()).rejects.toThrow(message);
    return message;
  }

  test('is not deleted, and both hub and command line say by whom it is needed', async () => {
    await fleet('good');
    const rollout = await TestRollout.create(hub, { release, target: here(), name: 'winter' });
    expect(await refusal()).toBe('This release is needed by the rollout "winter".');
    await rollout.act({ act: 'approve' });
    await rollout.is('SUCCEEDED');
    expect(await refusal()).toContain('1 stream that runs it or is assigned it');
  });

  test('goes where nothing needs it any more', async () => {
    await expect(beside()).resolves.toBeUndefined();
    expect(await hub.admin.get(`/api/releases/${release}`)).toMatchObject({ status: 404 });
  });
});

test('an assignment holds as long as the plan says', async () => {
  const [device] = await fleet('good');
  const rollout = await TestRollout.create(hub, {
    ...{ release, target: here(), deadlines: { assignmentMs: 3_600_000 } },
  });
  await rollout.act({ act: 'approve' });
  await expect.poll(() => device?.taken).toEqual([1]);
  expect(device?.assignment).toMatchObject({ sequence: 1, rollout: rollout.id });
  const { issuedAt = 0, expiresAt = 0 } = device?.assignment ?? {};
  expect(expiresAt - issuedAt).toBe(3_600_000);
});

test('key lists reach every device', async () => {
  const device = await hub.connect(await hub.enrol(`${site}-keys`, site));
  await expect.poll(() => device.report).toBeNull();
  const { rows } = await hub.pool.query<{ keys: number }>(
    `SELECT jsonb_array_length(document->'keys') AS keys FROM desired WHERE device = $1`,
    [device.id],
  );
  expect(rows).toEqual([{ keys: 1 }]);
});
