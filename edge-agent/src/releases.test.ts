import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ToyBundle } from '../../test/support/toy-bundle.ts';
import { channels } from './main.fixture.ts';
import { deadlyChild, spoilGolden } from './release.fixture.ts';
import { calm, ReleaseRig } from './release-rig.fixture.ts';

let rig: ReleaseRig;
beforeEach(async () => {
  rig = await ReleaseRig.start();
});
afterEach(() => rig[Symbol.asyncDispose]());

describe('a release', () => {
  test('is fetched, tested, compared, tried and kept, and no window is lost', async () => {
    const next = rig.published('next');
    await rig.run();
    const own = await rig.scoring();
    await rig.desire(rig.releases.wish(1, next));
    const { release, modelDigest } = await rig.phase(1, 'COMMITTED');
    expect(modelDigest).toBe(next.digest);
    expect(release).toMatchObject({
      ...{ release: next.digest, variant: 'cpu-fp32', reason: null, held: false },
      good: { release: next.digest, bundle: next.digest },
      figures: { agreement: 1, oldAbove: 0, newAbove: 0, crashes: 0 },
    });
    expect(release.figures?.windows).toBeGreaterThanOrEqual(5);
    expect(release.figures?.oldLatencyP95Us).toBeGreaterThan(0);
    expect(release.figures?.newLatencyP95Us).toBeGreaterThan(0);
    expect(release.figures?.memoryBytes).toBeGreaterThan(1e6);
    await rig.scoredBy(next.digest, 12);
    expect(rig.lost).toEqual([]);
    expect(new Set(rig.rows.map((row) => row.modelDigest))).toEqual(new Set([own, next.digest]));
    expect(rig.phases(1)).toEqual([
      ...['OFFERED', 'DOWNLOADING', 'VERIFIED', 'SELF_TEST', 'SHADOW', 'TRIAL', 'COMMITTED'],
    ]);
  });

  test.each([
    ['while the first window fills', 0],
    ['in the middle', 8],
  ])('of a longer window judges when its window is full: %s', async (_, rows) => {
    const next = rig.published('long', { windowLength: 9 });
    await rig.run();
    if (rows > 0) await rig.scoredBy(await rig.scoring(), rows);
    await rig.desire(rig.releases.wish(1, next, { install: { shadowWindows: 0 } }));
    await rig.phase(1, 'COMMITTED');
    await rig.scoredBy(next.digest, 8);
    expect(rig.lost).toEqual([]);
  });

  test('is taken back to the own bundle without a download, and stays on disk', async () => {
    const next = rig.published('next');
    await rig.run();
    const own = await rig.scoring();
    await rig.desire(rig.releases.wish(1, next));
    await rig.phase(1, 'COMMITTED');
    await rig.scoredBy(next.digest, 6);
    rig.forgetReports();
    await rig.desire(rig.releases.wish(2, null, { revert: true }));
    const { release } = await rig.phase(2, 'COMMITTED');
    expect(release).toMatchObject({ release: null, good: { release: null, bundle: own } });
    await rig.reported(({ modelDigest }) => modelDigest === own);
    const { length } = rig.rows;
    await rig.scoredBy(own, length);
    expect(rig.lost).toEqual([]);
    expect(await rig.releases.stored()).toEqual([next.digest]);
    expect(rig.phases(2)).toEqual(['OFFERED', 'VERIFIED', 'SELF_TEST', 'COMMITTED']);
  });

  test('goes on with an alert that stands, under its id', async () => {
    const next = rig.published('next');
    await rig.run([...calm(8), ...Array(40).fill(9), ...calm(600)]);
    await rig.event('raised');
    const install = { shadowWindows: 2, trialWindows: 2 };
    await rig.desire(rig.releases.wish(1, next, { install }));
    await rig.phase(1, 'COMMITTED');
    await rig.event('cleared');
    const told = rig.events.flatMap((one) => ('alertId' in one ? [one] : []));
    expect(new Set(told.map(({ alertId }) => alertId)).size).toBe(1);
    expect(told.at(-1)).toMatchObject({ reason: 'returned', modelDigest: next.digest });
  });

  test('is the first detector of a stream that has none', async () => {
    const next = rig.published('next');
    await rig.run(calm(900), { stream: { bundle: 'none' } });
    await rig.reported(({ phase }) => phase === 'failed');
    await rig.desire(rig.releases.wish(1, next));
    expect((await rig.phase(1, 'COMMITTED')).modelDigest).toBe(next.digest);
    await rig.scoredBy(next.digest, 3);
  });
});

describe('a bad release does not stay:', () => {
  const wide = [...channels, { name: 'torque', mean: 1, sd: 1 }];
  const jumpy = channels.map((one) => ({ ...one, sd: one.sd * 0.002 }));
  const absent = (): ToyBundle => ({ ...rig.published('gone'), digest: 'f'.repeat(64) });

  test.each<[string, () => ToyBundle, object, 'FAILED' | 'REVERTED', string, string]>([
    ['wrong', () => spoilGolden(rig, 'wrong'), {}, 'FAILED', 'selfTest', 'golden'],
    [
      ...(['jumpy', () => rig.published('jumpy', { channels: jumpy })] as const),
      ...([{}, 'FAILED', 'disagreement', 'new 1'] as const),
    ],
    ['slow', () => rig.published('slow'), { maxLatencyUs: 0.001 }, 'FAILED', 'latency', 'p95'],
    [
      ...(['slow alone', () => rig.published('slow')] as const),
      ...([{ shadowWindows: 0, maxLatencyUs: 0.001 }, 'REVERTED', 'latency', 'p95'] as const),
    ],
    [
      ...(['of other channels', () => rig.published('wide', { channels: wide })] as const),
      ...([{}, 'FAILED', 'incompatible', 'torque'] as const),
    ],
    [
      ...(['of another pace', () => rig.published('slack', { periodMs: 500 })] as const),
      ...([{}, 'FAILED', 'incompatible', '500 ms'] as const),
    ],
    ['not there', absent, {}, 'FAILED', 'unavailable', 'does not have'],
  ])('%s', async (_, make, install, end, code, words) => {
    const next = make();
    await rig.run();
    const own = await rig.scoring();
    await rig.desire(rig.releases.wish(1, next, { install }));
    const { release } = await rig.phase(1, end);
    expect(release.reason).toMatchObject({ code, text: expect.stringContaining(words) });
    expect(release.good).toMatchObject({ release: null, bundle: own });
    await rig.laterJudge(8);
    expect(await rig.laterJudge(2)).toBe(own);
    expect(rig.lost).toEqual([]);
    expect(await rig.releases.stored()).toEqual([]);
  });

  test('deadly, and it is offered again by a newer assignment', async () => {
    const next = rig.published('deadly');
    await rig.run(calm(900), { child: deadlyChild });
    const own = await rig.scoring();
    // The first run of each new process goes well.
    const install = { shadowWindows: 100 };
    await rig.desire(rig.releases.wish(1, next, { install }));
    const { release } = await rig.phase(1, 'FAILED');
    expect(release.reason?.code).toBe('crashLoop');
    expect(release.figures?.crashes).toBe(3);
    expect(await rig.laterJudge(5)).toBe(own);
    expect(rig.lost).toEqual([]);
    await rig.desire(rig.releases.wish(1, next));
    await rig.desire(rig.releases.wish(2, next));
    await rig.phase(2, 'SELF_TEST');
  });

  test('without a row in time', async () => {
    const next = rig.published('next');
    await rig.run(calm(6));
    await rig.desire(rig.releases.wish(1, next, { install: { maxInstallMs: 1_000 } }));
    expect((await rig.phase(1, 'TIMED_OUT')).release.reason?.code).toBe('deadline');
  });
});
