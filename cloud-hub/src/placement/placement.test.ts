import { encode } from '@lookout/shared/protocol/codec';
import type { PlacementReport, SwitchReport } from '@lookout/shared/protocol/placement';
import {
  LoadSeries,
  PlacementDetail,
  type PlacementEntry,
  PlacementMap,
  type PlacementPolicySet,
  SwitchRate,
  WhatIfReport,
} from '@lookout/shared/protocol/placements';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { LiveLine } from '../../../test/support/live-line.ts';
import { reportedOf, statusOf, TestDevice } from '../device/device.fixture.ts';
import type { ApiClient } from '../http/api-client.fixture.ts';
import { type HubFixture, startHubFixture } from '../http/hub.fixture.ts';
import { machineLoad, onCpu, onGpu, placementReport, profile } from './placement.fixture.ts';

// Real: the whole hub, its PostgreSQL, its broker and REST. The device speaks the protocol; no agent is behind it.
let hub: HubFixture;
let device: PlacedDevice;
let viewer: ApiClient;
let operator: ApiClient;
const id = 'pump-1';
const stream = `/api/placement/${id}/loop`;
const onStream = { kind: 'stream', device: id, stream: 'loop' };

/** Follows what is wished as soon as it is told to. */
class PlacedDevice {
  report: PlacementReport = placementReport();
  private at = Date.now();

  constructor(readonly line: TestDevice) {}

  async tell(part: Partial<PlacementReport> = {}): Promise<void> {
    this.report = { ...this.report, ...part };
    this.at = Math.max(this.at + 1, Date.now());
    const told = { name: 'loop', periodMs: 100, placement: this.report };
    await this.line.say('reported', reportedOf([told], { at: this.at }));
  }

  async load(gpuPercent: number): Promise<void> {
    const running = this.report.running ?? onCpu;
    const own = { variant: running.variant, provider: running.provider, windows: 50 };
    const times = { p50Us: 29_000, p95Us: 30_000, lagP95Us: 31_000 };
    const streams = [{ stream: 'loop', ...own, ...times }];
    await this.line.say('load', machineLoad(Date.now(), gpuPercent, { streams }));
  }

  /** The next choice that it is told. */
  async follow(): Promise<PlacementReport['running']> {
    for (;;) {
      const { streams } = await this.line.next('desired');
      const wish = streams.loop?.placement;
      if (wish === undefined || wish.choice === null || wish.number <= this.report.number) continue;
      const from = this.report.running ?? onCpu;
      const { variant, provider, code, reason } = wish.choice;
      const lastSwitch: SwitchReport = {
        ...{ at: Date.now(), from: { variant: from.variant, provider: from.provider } },
        ...{ to: { variant, provider }, code, reason, windows: 20, agreement: 1 },
        ...{ maxScoreDifference: 0.01, tookMs: 300 },
        by: 'hub',
      };
      const isSame = variant === from.variant && provider === from.provider;
      await this.tell({
        ...{ number: wish.number, running: wish.choice, by: 'hub', since: Date.now() },
        ...(!isSame && { lastSwitch, switches: this.report.switches + 1 }),
      });
      return wish.choice;
    }
  }
}

async function userOf(role: 'viewer' | 'operator'): Promise<ApiClient> {
  const password = 'a long password';
  await hub.admin.post('/api/users', { name: role, password, role });
  const client = hub.client();
  await client.signIn(role, password);
  return client;
}

beforeAll(async () => {
  hub = await startHubFixture();
  [viewer, operator] = [await userOf('viewer'), await userOf('operator')];
  const credential = await hub.hub.devices.enrol({ id, site: 'plant', labels: { gpu: 'old' } });
  device = new PlacedDevice(await TestDevice.connect(credential));
  await device.line.say('status', statusOf({ at: Date.now() }));
  await device.tell();
}, 60_000);
afterAll(async () => {
  await device.line.client.endAsync(true);
  await hub.stop();
});

const entry = async (): Promise<PlacementEntry | undefined> => {
  const { body } = await viewer.get('/api/placement');
  return PlacementMap.parse(body).entries.find((one) => one.device === id);
};
const put = (scope: object, policy: object, as = hub.admin) =>
  as.request('PUT', '/api/placement/policies', { scope, policy });
const remove = (scope: string, as = hub.admin) =>
  as.request('DELETE', `/api/placement/policies?scope=${encodeURIComponent(scope)}`);

test('a load sample leads to a choice, and the device is told it with its reason', async () => {
  await device.load(5);
  expect(await device.follow()).toMatchObject(onCpu);
  await expect.poll(entry).toMatchObject({
    ...{ state: 'placed', number: 1, by: 'hub', running: onCpu, site: 'plant', release: null },
    ...{ gpuPercent: 5, headroomC: 30, lagP95Us: 31_000, deadlineUs: 50_000, problems: [] },
    choice: { reason: expect.stringMatching(/ms/) },
  });
  const detail = PlacementDetail.parse((await viewer.get(stream)).body);
  expect(detail).toMatchObject({ strideMs: 100, cpuCount: 4, policyChain: [], switches: [] });
  expect(detail.history).toMatchObject([{ number: 1, choice: onCpu, load: { gpuPercent: 5 } }]);
  expect(detail.predicted.map((one) => one.variant).sort()).toEqual(['cpu-int8', 'gpu-fp16']);
  expect(detail.report?.profiles).toHaveLength(2);
  // A stream may be called anything.
  for (const name of ['pump-9/loop', `${id}/load`, `${id}/policies`])
    expect((await viewer.get(`/api/placement/${name}`)).status).toBe(404);
  const { paths } = (await viewer.get('/api/openapi.json')).body as { paths: object };
  expect(Object.keys(paths).filter((path) => path.startsWith('/api/placement'))).toHaveLength(7);
});

test('a policy acts at once; whoever watches is told, and the switch is counted', async () => {
  const line = await LiveLine.open(hub.hub.url, { cookie: viewer.cookie, origin: hub.hub.url });
  onTestFinished(() => line.close());
  await line.join('placement');
  const answer = await put(onStream, { pin: { variant: 'gpu-fp16', provider: 'cuda' } });
  expect(answer).toMatchObject({ status: 200, body: { streams: 1, changedBy: 'admin' } });
  expect(await device.follow()).toMatchObject({ ...onGpu, code: 'pinned' });
  const update = await line.until('placement', ({ placements = [] }) =>
    placements.some(({ running, by }) => running?.variant === 'gpu-fp16' && by === 'hub'),
  );
  expect(update.placements).toMatchObject([
    { device: id, policySource: onStream, choice: { code: 'pinned' } },
  ]);
  const hours = async () => {
    const now = Date.now();
    const { body } = await viewer.get(`/api/placement/switches?from=${now - 7_200_000}&to=${now}`);
    return SwitchRate.parse(body).hours;
  };
  await expect.poll(async () => (await hours()).at(-1)?.switches).toBe(1);
  expect(await hours()).toHaveLength(3);
  expect(await entry()).toMatchObject({ switches: 1 });
  expect(await remove('stream:pump-1/loop')).toMatchObject({ status: 204 });
  expect(await remove('stream:pump-1/loop')).toMatchObject({ status: 404 });
});

test('a pin to what the release has not is warned of, not refused', async () => {
  const { body, status } = await put(
    { kind: 'label', label: 'gpu', value: 'old' },
    { pin: { variant: 'gpu-int4', provider: 'tensorrt' } },
  );
  expect(status).toBe(200);
  expect((body as PlacementPolicySet).warnings).toEqual([
    'pump-1/loop has no provider tensorrt: the pin does nothing there.',
  ]);
  const nobody = await put({ kind: 'site', site: 'moon' }, {});
  expect((nobody.body as PlacementPolicySet).warnings[0]).toMatch(/no stream is in site:moon/);
  const { body: list } = await viewer.get('/api/placement/policies');
  expect(list).toMatchObject({
    policies: [{ scope: { kind: 'site' } }, { scope: { kind: 'label' }, changedBy: 'admin' }],
  });
  for (const scope of ['label:gpu=old', 'site:moon'])
    expect((await remove(scope)).status).toBe(204);
});

test.each([
  ['both', { forbid: ['cpu', 'gpu'] }, 'badPolicy', /forbids both/],
  ['prefers what it forbids', { forbid: ['gpu'], prefer: 'gpu' }, 'badPolicy', /prefers what/],
  ['returns to a busier GPU', { returnGpuPercent: 90 }, 'badPolicy', /above leaveGpuPercent/],
  ['returns hotter', { returnHeadroomC: 1 }, 'badPolicy', /below leaveHeadroomC/],
  ['a share of 3', { deadlineShare: 3 }, 'badRequest', /deadlineShare/],
] as const)('refused: %s', async (_what, policy, code, message) => {
  const { status, body } = await put({ kind: 'fleet' }, policy);
  expect(status).toBe(400);
  expect(body).toMatchObject({ code, message: expect.stringMatching(message) });
});

test('administrators set policies; operators ask what if; viewers look', async () => {
  for (const client of [viewer, operator]) {
    expect((await put({ kind: 'fleet' }, {}, client)).status).toBe(403);
    expect((await remove('fleet', client)).status).toBe(403);
    expect((await client.get('/api/placement/policies')).status).toBe(200);
  }
  const request = { policy: {}, hours: 1 };
  expect((await viewer.post('/api/placement/what-if', request)).status).toBe(403);
  expect((await operator.post('/api/placement/what-if', request)).status).toBe(200);
  expect((await hub.client().get('/api/placement')).status).toBe(401);
  expect((await remove('everything')).body).toMatchObject({ code: 'badScope' });
});

test('load trends are there, and what-if says of whom it knows nothing', async () => {
  const [from, to] = [Date.now() - 3_600_000, Date.now()];
  const series = await viewer.get(`/api/devices/${id}/load?from=${from}&to=${to}&points=60`);
  expect(LoadSeries.parse(series.body)).toMatchObject({ bucketMs: 90_000, device: id });
  const asked = await hub.admin.post('/api/placement/what-if', { policy: {}, scope: onStream });
  // Its first half minute is not over yet.
  expect(WhatIfReport.parse(asked.body)).toMatchObject({
    ...{ streamsInScope: 1, streams: [], left: [{ device: id, reason: /no load/ }] },
  });
  expect(await viewer.get(`${stream}/trace?hours=1`)).toMatchObject({
    ...{ status: 409, body: { code: 'noTrace', remedy: /half minute/ } },
  });
  expect((await viewer.get(`${stream}/trace?hours=200`)).status).toBe(400);
});

test('operators have the variants measured anew', async () => {
  expect((await viewer.post(`${stream}/profile`)).status).toBe(403);
  const asked = await operator.post(`${stream}/profile`);
  expect(asked).toMatchObject({ status: 201, body: { type: 'profile', createdBy: 'operator' } });
  expect(await device.line.next('commands')).toMatchObject({
    ...{ type: 'profile', args: { stream: 'loop' } },
  });
  expect((await operator.post(`/api/placement/${id}/duty/profile`)).status).toBe(404);
  await device.line.say('reported', reportedOf([{ name: 'loop' }], { at: Date.now() + 1 }));
  await expect
    .poll(async () => (await operator.post(`${stream}/profile`)).body)
    .toMatchObject({ code: 'noPlacement', remedy: 'Update the agent.' });
});

test('a provider that lies is on the map', async () => {
  const lying = profile('gpu-fp16', { usable: 'fellBack', detail: '0 of 31 nodes on cuda' });
  await device.tell({ profiles: [profile('cpu-int8'), lying] });
  await expect
    .poll(async () => (await entry())?.problems)
    .toMatchObject([{ code: 'providerLies', text: expect.stringContaining('0 of 31 nodes') }]);
  // No reader of the topic is troubled by what it does not know.
  await device.line.sayRaw('load', encode('load', machineLoad(Date.now(), 7)));
  await expect.poll(async () => (await entry())?.gpuPercent, { timeout: 10_000 }).toBe(7);
});

test('a device whose report cannot be stored does not hold up the others', async () => {
  const credential = await hub.hub.devices.enrol({ id: 'odd-1', site: 'plant', labels: {} });
  const odd = new PlacedDevice(await TestDevice.connect(credential));
  onTestFinished(() => odd.line.client.endAsync(true).then(() => undefined));
  await odd.line.say('status', statusOf({ at: Date.now() }));
  // No number can follow it in the database.
  await odd.tell({ number: 2 ** 31 - 1 });
  await expect.poll(async () => (await viewer.get('/api/placement/odd-1/loop')).status).toBe(200);
  await odd.load(5);
  await device.tell({ profiles: placementReport().profiles });
  await put(onStream, { pin: { variant: 'gpu-fp16', provider: 'cuda' } });
  await expect
    .poll(async () => (await entry())?.choice, { timeout: 5_000 })
    .toMatchObject({ ...onGpu, code: 'pinned' });
});
