import { PlacementPolicy, type SwitchReport } from '@lookout/shared/protocol/placement';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  live,
  machineLoad,
  onCpu,
  onGpu,
  openPlacements,
  type PlacementRooms,
  placementReport,
  profile,
  releaseReport,
} from './placement.fixture.ts';

// Real: PostgreSQL, the decision, and executors as several hubs have them. The clock is moved by hand.
let rooms: PlacementRooms;
let id = '';
let count = 0;

beforeAll(async () => {
  rooms = await openPlacements();
}, 60_000);
afterAll(() => rooms.close());
beforeEach(async () => {
  id = `pump-${++count}`;
  await rooms.enrol(id);
});

const bundle = 'c'.repeat(64);
const busy = (seconds: number) => Array.from({ length: seconds / 5 }, () => 95);
const free = (seconds: number) => Array.from({ length: seconds / 5 }, () => 5);
const history = async () => (await rooms.choices.list(id, 'loop')).reverse();
const entry = async () => (await rooms.service.entries([id]))[0];

test('the GPU is chosen, left when others use it, and taken again: each time once, with the reason', async () => {
  const hub = rooms.hub();
  await rooms.report(id, placementReport());
  await live(rooms, id, [hub], free(90));
  expect(await rooms.wishOf(id)).toMatchObject({ number: 2, release: null, choice: onGpu });
  await live(rooms, id, [hub], [...free(95), ...busy(30)]);
  expect(await rooms.wishOf(id)).toMatchObject({
    number: 3,
    choice: { ...onCpu, code: 'gpuBusy' },
  });
  await live(rooms, id, [hub], free(300));
  const told = await history();
  expect(told.map(({ choice, number }) => [number, choice.variant])).toEqual([
    [1, 'cpu-int8'],
    [2, 'gpu-fp16'],
    [3, 'cpu-int8'],
    [4, 'gpu-fp16'],
  ]);
  expect(told[2]).toMatchObject({ from: onGpu, load: { gpuPercent: 95 }, policySource: null });
  expect(told[2]?.choice.reason).toMatch(/\d+ % of the GPU/);
  expect(told[2]?.predicted.map(({ variant }) => variant).sort()).toEqual(['cpu-int8', 'gpu-fp16']);
});

test('while nothing new is wanted the document stays as it is', async () => {
  const hub = rooms.hub();
  await rooms.report(id, placementReport());
  await live(rooms, id, [hub], free(90));
  const generation = await rooms.generationOf(id);
  await live(rooms, id, [hub], [10, 20, 30, 40, 12, 33, 25]);
  expect(await rooms.generationOf(id)).toBe(generation);
  expect(await history()).toHaveLength(2);
});

test('three hubs that hear the same samples choose as one', async () => {
  await rooms.report(id, placementReport());
  await live(...([rooms, id, [rooms.hub(), rooms.hub(), rooms.hub()]] as const), [
    ...free(180),
    ...busy(30),
    ...free(60),
  ]);
  expect((await history()).map(({ number }) => number)).toEqual([1, 2, 3]);
});

test('a hub that starts in the middle goes on with what the last one remembered', async () => {
  await rooms.report(id, placementReport());
  await live(rooms, id, [rooms.hub()], [...free(180), ...busy(10)]);
  expect(await history()).toHaveLength(2);
  // The next hub hears a report before the first sample: that ends no wait.
  await rooms.hub().decide([{ device: id, isForced: true, load: null }]);
  // 15 s of a busy GPU are up with these: two hubs saw them.
  await live(rooms, id, [rooms.hub()], busy(10));
  expect(await rooms.wishOf(id)).toMatchObject({ number: 3, choice: onCpu });
  await live(rooms, id, [rooms.hub()], free(100));
  // The dwell of 120 s began before the last hub did.
  expect(await history()).toHaveLength(3);
});

test('a sample that another hub has just decided on is let go, a new report is not', async () => {
  const [hub, other] = [rooms.hub(), rooms.hub()];
  await rooms.report(id, placementReport());
  const ask = { device: id, load: machineLoad(rooms.clock.now, 5) };
  expect(await hub.decide([{ ...ask, isForced: false }])).toHaveLength(1);
  rooms.clock.now += 1_000;
  expect(await other.decide([{ ...ask, isForced: false }])).toHaveLength(0);
  expect(await other.decide([{ ...ask, isForced: true }])).toHaveLength(1);
});

test.each([
  ['of an older agent', null, {}, 'unsupported'],
  [
    'on which a release is being installed',
    placementReport(),
    { release: releaseReport({ phase: 'TRIAL' }) },
    'installing',
  ],
  [
    'whose variants were not measured',
    placementReport({ release: 'a'.repeat(64), profiles: [] }),
    { release: releaseReport({ good: { release: 'a'.repeat(64), bundle, variant: 'cpu-int8' } }) },
    'unprofiled',
  ],
] as const)('a stream %s is left alone', async (_what, report, part, state) => {
  await rooms.report(id, report, part);
  await live(rooms, id, [rooms.hub()], free(10));
  expect(await rooms.wishOf(id)).toBeNull();
  expect(await entry()).toMatchObject({ state, choice: null });
});

test('a device that has only its own bundle has nothing to choose from, and the map says so', async () => {
  const alone = placementReport({ profiles: [], running: null });
  await rooms.report(id, alone, { variant: 'cpu-own', provider: 'cpu' });
  await live(rooms, id, [rooms.hub()], free(10));
  expect(await rooms.wishOf(id)).toBeNull();
  expect(await entry()).toMatchObject({
    ...{ state: 'placed', running: { variant: 'cpu-own', provider: 'cpu' }, problems: [] },
    choice: { code: 'onlyOne', reason: expect.stringContaining("device's own configuration") },
  });
});

test('a lost provider is left at once, and the map says so', async () => {
  const hub = rooms.hub();
  await rooms.report(id, placementReport());
  await live(rooms, id, [hub], free(90));
  const lost = profile('gpu-fp16', { usable: 'absent', detail: 'CUDA error 999' });
  const running = { ...onGpu, code: 'faster', reason: '' } as const;
  const report = { number: 2, running, profiles: [profile('cpu-int8'), lost], retryAt: 9e12 };
  await rooms.report(id, placementReport(report));
  await hub.decide([{ device: id, isForced: true, load: machineLoad(rooms.clock.now, 5) }]);
  expect(await rooms.wishOf(id)).toMatchObject({
    number: 3,
    choice: { ...onCpu, code: 'providerLost' },
  });
  expect((await entry())?.problems).toMatchObject([
    { code: 'providerLost', text: expect.stringContaining('CUDA error 999') },
  ]);
});

test('the most specific policy holds, at once and for a device that is away too', async () => {
  const hub = rooms.hub();
  const policy = (part: object) => PlacementPolicy.parse(part);
  await rooms.report(id, placementReport());
  const set = (scope: Parameters<typeof rooms.policyService.set>[0]['scope'], part: object) =>
    rooms.policyService.set({ scope, policy: policy(part) }, 'ada');
  await set({ kind: 'fleet' }, { forbid: ['gpu'] });
  const onStream = await set(
    { kind: 'stream', device: id, stream: 'loop' },
    { pin: { variant: 'gpu-fp16', provider: null } },
  );
  expect(onStream).toMatchObject({ warnings: [], streams: 1, changedBy: 'ada' });
  await hub.decide([{ device: id, isForced: true, load: null }]);
  expect(await rooms.wishOf(id)).toMatchObject({ choice: { ...onGpu, code: 'pinned' } });
  const detail = await rooms.service.detail(id, 'loop');
  expect(detail.policyChain.map(({ scope }) => scope.kind)).toEqual(['stream', 'fleet']);
  expect(detail.entry.policySource).toEqual({ kind: 'stream', device: id, stream: 'loop' });
  await rooms.policyService.remove({ kind: 'stream', device: id, stream: 'loop' });
  await hub.decide([{ device: id, isForced: true, load: null }]);
  expect(await rooms.wishOf(id)).toMatchObject({ choice: onCpu, policy: { forbid: ['gpu'] } });
  await rooms.policyService.remove({ kind: 'fleet' });
});

test('a switch that the device made by itself counts, and is not undone at once', async () => {
  const hub = rooms.hub();
  await rooms.report(id, placementReport());
  await live(rooms, id, [hub], free(200));
  const running = { ...onCpu, code: 'critical', reason: 'Hot.' } as const;
  const lastSwitch: SwitchReport = {
    ...{ at: rooms.clock.now, from: onGpu, to: onCpu },
    by: 'guard',
    code: 'critical',
    ...{ reason: 'Hot.', windows: 10, agreement: 1, maxScoreDifference: 0.1, tookMs: 40 },
  };
  await rooms.report(id, placementReport({ number: 2, running, by: 'guard', lastSwitch }));
  await live(rooms, id, [hub], free(100));
  expect(await rooms.wishOf(id)).toMatchObject({ number: 3, choice: onCpu });
  await live(rooms, id, [hub], free(30));
  expect(await rooms.wishOf(id)).toMatchObject({ number: 4, choice: onGpu });
});

test('questions of what would have been do not pile up', async () => {
  const request = {
    policy: PlacementPolicy.parse({}),
    scope: { kind: 'fleet' },
    hours: 1,
  } as const;
  const asked = Array.from({ length: 7 }, () => rooms.whatIf.ask(request));
  const answers = await Promise.allSettled(asked);
  expect(answers.map(({ status }) => status)).toEqual([
    ...Array.from({ length: 5 }, () => 'fulfilled'),
    ...['rejected', 'rejected'],
  ]);
  await expect(rooms.whatIf.ask(request)).resolves.toMatchObject({ samples: 0 });
});

test.each([
  ['what was stored is no policy', 'stream', '{"prefer": "tpu", "newKey": 1}', /prefer: /],
  ['nobody is in its scope', 'planet', '{}', /such a scope/],
])('a stored policy that cannot be read holds up nothing: %s', async (_what, kind, stored, why) => {
  const scope = `${kind}:${id}/loop`;
  await rooms.pool.query('INSERT INTO placement_policies VALUES ($1, $2, 5, $3)', [
    ...[scope, stored, 'a newer hub'],
  ]);
  await rooms.report(id, placementReport());
  await live(rooms, id, [rooms.hub()], free(90));
  expect(await rooms.wishOf(id)).toMatchObject({ number: 2, choice: onGpu });
  const { unread } = await rooms.policyService.list();
  expect(unread).toEqual([{ scope, why: expect.stringMatching(why) }]);
  await rooms.pool.query('DELETE FROM placement_policies WHERE scope = $1', [scope]);
});

test('a policy of an older hub has the built-in values of keys that came later', async () => {
  await rooms.pool.query('INSERT INTO placement_policies VALUES ($1, $2, 5, $3)', [
    ...[`device:${id}`, '{"forbid": ["gpu"]}', 'an older hub'],
  ]);
  await rooms.report(id, placementReport());
  await live(rooms, id, [rooms.hub()], free(90));
  expect((await rooms.wishOf(id))?.policy).toEqual(PlacementPolicy.parse({ forbid: ['gpu'] }));
  await rooms.policyService.remove({ kind: 'device', device: id });
});

test.each([
  ['the device reverted it', 'REVERTED', 'a', true],
  ['the hub returned it to its own bundle', 'COMMITTED', null, true],
  ['it never judged alone', 'FAILED', 'a', false],
  ['it stays', 'COMMITTED', 'a', false],
] as const)('a release is taken back or not: %s', async (_what, phase, letter, takenBack) => {
  const release = letter === null ? null : letter.repeat(64);
  const good = { release: phase === 'COMMITTED' ? release : null, bundle, variant: 'cpu-int8' };
  await rooms.report(id, placementReport({ release: good.release }), {
    release: releaseReport({ release, phase, good }),
  });
  expect(await entry()).toMatchObject({ takenBack, by: 'install' });
});
