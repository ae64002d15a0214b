import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ReleaseRig } from './release-rig.fixture.ts';

let rig: ReleaseRig;
beforeEach(async () => {
  rig = await ReleaseRig.start();
});
afterEach(() => rig[Symbol.asyncDispose]());

/** Rules with which an install stays in a phase until something else happens. */
const stays: ['DOWNLOADING' | 'SHADOW' | 'TRIAL', object][] = [
  ['DOWNLOADING', {}],
  ['SHADOW', { shadowWindows: 1_000 }],
  ['TRIAL', { trialWindows: 1_000 }],
];

/** An agent that has come to a phase of assignment 1. */
async function comeTo(name: (typeof stays)[number][0], install: object) {
  const next = rig.published('next');
  if (name === 'DOWNLOADING') rig.releases.close();
  const agent = await rig.run();
  const own = await rig.scoring();
  await rig.desire(rig.releases.wish(1, next, { install }));
  await rig.phase(1, name);
  if (name === 'TRIAL') await rig.scoredBy(next.digest, 3);
  return { agent, own, next };
}

describe.each(stays)('in %s', (name, install) => {
  const goesOn = name === 'DOWNLOADING' ? 'COMMITTED' : name;

  test('hold goes back to the good bundle, resume goes on', async () => {
    const { own, next } = await comeTo(name, install);
    await rig.desire(rig.releases.wish(1, next, { install, hold: true }));
    const { release } = await rig.reported((stream) => stream.release?.held === true);
    expect(release?.phase).toBe(name === 'DOWNLOADING' ? name : 'VERIFIED');
    await rig.laterJudge(5);
    expect(await rig.laterJudge(1)).toBe(own);
    rig.releases.open();
    rig.forgetReports();
    await rig.desire(rig.releases.wish(1, next, { install }));
    await rig.phase(1, goesOn);
    expect(rig.lost).toEqual([]);
  });

  test('a newer assignment takes its place', async () => {
    await comeTo(name, install);
    const newer = rig.published('newer');
    rig.releases.open();
    await rig.desire(rig.releases.wish(2, newer));
    expect((await rig.phase(2, 'COMMITTED')).modelDigest).toBe(newer.digest);
    expect(rig.phases(1).at(-1)).toBe('SUPERSEDED');
    await rig.scoredBy(newer.digest, 3);
    expect(rig.lost).toEqual([]);
  });

  test('withdrawn, the good bundle goes on', async () => {
    const { own } = await comeTo(name, install);
    await rig.desire();
    const { release } = await rig.phase(1, 'SUPERSEDED');
    expect(release.reason?.code).toBe('withdrawn');
    await rig.laterJudge(5);
    expect(await rig.laterJudge(1)).toBe(own);
    expect(rig.lost).toEqual([]);
  });

  test('an ordinary restart begins with the good bundle and goes on', async () => {
    const { agent, own } = await comeTo(name, install);
    await agent.stop();
    rig.releases.open();
    rig.broker.packets.length = 0;
    await rig.run();
    expect((await rig.reported(({ modelDigest }) => modelDigest !== null)).modelDigest).toBe(own);
    await rig.phase(1, goesOn);
  });
});

const saved = () => JSON.parse(readFileSync(rig.path('data', 'installs', 'press.json'), 'utf8'));

/** What a power cut in a phase leaves on disk. */
function cutOff(phase: string, boots: number): void {
  const file = rig.path('data', 'installs', 'press.json');
  const { state } = saved();
  const install = { ...state.install, phase, boots };
  writeFileSync(file, JSON.stringify({ state: { ...state, install }, clean: false }));
}

describe.each([
  ['SELF_TEST', 'FAILED'],
  ['SHADOW', 'FAILED'],
  ['TRIAL', 'REVERTED'],
] as const)('cut off in %s', (phase, end) => {
  test('the good bundle runs, and the install begins anew', async () => {
    const { agent, own } = await comeTo('TRIAL', { trialWindows: 1_000 });
    await agent.stop();
    cutOff(phase, 0);
    rig.broker.packets.length = 0;
    await rig.run();
    expect((await rig.reported(({ modelDigest }) => modelDigest !== null)).modelDigest).toBe(own);
    await rig.phase(1, 'TRIAL');
  });

  test('for the third time, it is given up', async () => {
    const { agent, own } = await comeTo('TRIAL', { trialWindows: 1_000 });
    await agent.stop();
    cutOff(phase, 2);
    rig.broker.packets.length = 0;
    await rig.run();
    const { release } = await rig.phase(1, end);
    expect(release.reason?.code).toBe('crashLoop');
    expect(await rig.scoring()).toBe(own);
  });
});

describe('when it is committed', () => {
  async function committed() {
    const next = rig.published('next');
    const agent = await rig.run();
    await rig.scoring();
    await rig.desire(rig.releases.wish(1, next));
    const before = await rig.phase(1, 'COMMITTED');
    await agent.stop();
    rig.broker.packets.length = 0;
    return { next, before };
  }

  test('a restart runs it and reports the same', async () => {
    const { next, before } = await committed();
    await rig.run();
    const again = await rig.reported(({ modelDigest }) => modelDigest === next.digest);
    expect(again.release).toEqual(before.release);
  });

  test('crashes count on from the trial until it has settled, then no more', async () => {
    const { next } = await committed();
    cutOff('COMMITTED', 1);
    const agent = await rig.run();
    await rig.scoredBy(next.digest, 12);
    expect(saved()).toMatchObject({ clean: false, state: { install: { settling: false } } });
    await agent.stop();
    cutOff('COMMITTED', 9);
    rig.broker.packets.length = 0;
    await rig.run();
    expect(await rig.scoring()).toBe(next.digest);
  });

  test('one that the agent does not survive for long is taken back, and told', async () => {
    const { before } = await committed();
    expect(saved().state.install.settling).toBe(true);
    cutOff('COMMITTED', 2);
    await rig.run();
    const { release } = await rig.phase(1, 'REVERTED');
    expect(release.reason?.code).toBe('crashLoop');
    expect(await rig.scoring()).not.toBe(before.modelDigest);
    expect(rig.phases(1).at(-1)).toBe('REVERTED');
  });

  test('after an ordinary start, the next crash counts as one', async () => {
    await committed();
    expect(saved().clean).toBe(true);
    await rig.run();
    await rig.scoring();
    expect(saved().clean).toBe(false);
  });

  test('one that is damaged gives way to the own bundle', async () => {
    const { next } = await committed();
    writeFileSync(rig.path('bundles', next.digest, 'model.onnx'), 'hello');
    await rig.run();
    const again = await rig.reported(({ phase }) => phase === 'scoring');
    expect(again.release?.good?.release).toBeNull();
  });

  test('a damaged state file is set aside and told, and the own bundle runs', async () => {
    const { next } = await committed();
    writeFileSync(rig.path('data', 'installs', 'press.json'), '{');
    await rig.run();
    const { modelDigest } = await rig.reported((stream) => stream.modelDigest !== null);
    expect(modelDigest).not.toBe(next.digest);
    expect(rig.bench.log.join('\n')).toContain('set aside');
    // What the hub wished last is taken up again.
    await rig.phase(1, 'COMMITTED');
  });
});
