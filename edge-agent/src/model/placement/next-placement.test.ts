import { describe, expect, test } from 'vitest';
import { sha } from '../install/install.fixture.ts';
import { ownSlot } from '../install/install-state.ts';
import type { Act, Happening } from './happening.ts';
import {
  after,
  both,
  good,
  gpuVariant,
  guard,
  lost,
  offered,
  onCpu,
  onGpu,
  onTheGpu,
  probed,
  profiled,
  ready,
  stands,
  switched,
  wish,
} from './placement.fixture.ts';

const shown = (act: Act): string => {
  if (act.kind === 'fetch') return `fetch ${act.variant.name}`;
  if (act.kind === 'profile') return `profile ${act.variant.name} ${act.provider}`;
  if (act.kind === 'switch') return `switch ${act.to.variant} ${act.to.provider} ${act.by}`;
  return act.kind;
};
const acts = (happenings: readonly Happening[]): string =>
  after(happenings).acts.map(shown).join(', ');

const toGpu = 'switch gpu-fp16 webgpu hub';
const toCpu = 'switch cpu-fp32 cpu hub';
const installing = stands({ isInstalling: true });
const fails: Happening = {
  ...{ kind: 'switchFailed', to: onGpu, why: 'no adapter', usable: 'absent' },
};
const unfetched: Happening = { kind: 'fetchFailed', variant: 'gpu-fp16', why: 'not there' };
const asked: Happening = { kind: 'profileAsked' };
const gaveUp: Happening = { kind: 'gaveUp' };
const gone: Happening = {
  kind: 'probed',
  providers: [
    { provider: 'cpu', why: null },
    { provider: 'webgpu', why: 'no adapter' },
  ],
};
const lying: Happening = {
  kind: 'probed',
  providers: [
    { provider: 'cpu', why: null },
    { provider: 'webgpu', why: 'ran none of 1 nodes on webgpu (1 on cpu)', fellBack: true },
  ],
};
const settling = stands({ held: both, isSettling: true });
const passes = (ms: number): Happening => ({ kind: 'passed', ms });
/** So much later that everything is due. */
const later = passes(3_600_000);

describe('what is done next', () => {
  const fellBack = profiled(onGpu, { usable: 'fellBack' });
  const wrongScore = profiled(onGpu, { usable: 'wrongScore' });
  const overruled = [...onTheGpu, guard(onCpu), switched(onCpu, 1, 'guard')];
  const retried = [...onTheGpu, lost, later];

  test.each<[string, readonly Happening[], string]>([
    ['a manifest is offered, nothing is committed', [offered, probed], ''],
    ['a release is committed', [offered, stands()], 'sweep'],
    ['its providers are known', ready.slice(0, 3), 'profile cpu-fp32 cpu'],
    ['one is measured: the next is fetched', ready.slice(0, 4), 'fetch gpu-fp16'],
    ['it is fetched', ready.slice(0, 5), 'profile gpu-fp16 webgpu'],
    ['all is measured', ready, ''],
    ['the manifest comes late', [stands(), probed, offered], 'profile cpu-fp32 cpu'],
    ['the stream does not run', [offered, stands({ actual: null }), probed], ''],
    ['an install goes on', [offered, installing, probed], ''],
    ['an install begins', [...ready.slice(0, 4), installing], 'giveUp'],
    ['it cannot be fetched', [...ready.slice(0, 4), unfetched], ''],
    ['… not at once', [...ready.slice(0, 4), unfetched, passes(1)], ''],
    ['… but later', [...ready.slice(0, 4), unfetched, later], 'fetch gpu-fp16'],
    [
      'a driver is not there: nothing is fetched for it',
      [...ready.slice(0, 2), gone, profiled(onCpu)],
      '',
    ],
    [
      '… until one is found',
      [...ready.slice(0, 2), gone, profiled(onCpu), probed],
      'fetch gpu-fp16',
    ],
    [
      'a provider that lies with one node: nothing is fetched for it',
      [...ready.slice(0, 2), lying, profiled(onCpu)],
      '',
    ],
    [
      '… until it is mended',
      [...ready.slice(0, 2), lying, profiled(onCpu), probed],
      'fetch gpu-fp16',
    ],
    ['what fell back is not measured with every look', [...ready, fellBack, probed, probed], ''],
    ['all is to be measured anew', [...ready, asked], 'profile cpu-fp32 cpu'],
    [
      '… but not where no driver is',
      [...ready.slice(0, 2), gone, profiled(onCpu), asked, profiled(onCpu)],
      '',
    ],
    ['… one after the other', [...ready, asked, profiled(onCpu)], 'profile gpu-fp16 webgpu'],
    ['the hub chooses another', [...ready, wish(1, onGpu)], toGpu],
    ['the hub chooses what runs', [...ready, wish(1, onCpu)], ''],
    ['the hub chooses nothing', [...ready, wish(1, null)], ''],
    ['the hub chooses of another release', [...ready, wish(1, onGpu, sha('9'))], ''],
    ['the hub chooses what is not measured', [...ready.slice(0, 5), wish(1, onGpu)], ''],
    ['… and then it is', [...ready.slice(0, 5), wish(1, onGpu), profiled(onGpu)], toGpu],
    ['the hub chooses what fell back', [...ready, fellBack, wish(1, onGpu)], ''],
    ['the hub chooses what scores wrong', [...ready, wrongScore, wish(1, onGpu)], ''],
    ['the same choice is heard again', [...onTheGpu, wish(1, onGpu)], ''],
    ['an older choice is heard', [...onTheGpu, wish(1, onCpu)], ''],
    ['the hub chooses anew', [...onTheGpu, wish(2, onCpu)], toCpu],
    ['… while something is measured', [...onTheGpu, asked, wish(2, onCpu)], `giveUp, ${toCpu}`],
    ['… during a switch', [...ready, wish(1, onGpu), wish(2, onCpu)], ''],
    ['… and after it', [...ready, wish(1, onGpu), wish(2, onCpu), switched(onGpu, 1)], toCpu],
    ['an install begins during a switch', [...ready, wish(1, onGpu), installing], 'giveUp'],
    ['… and ends', [...ready, wish(1, onGpu), installing, stands({ held: both })], toGpu],
    ['it was given up', [...ready, wish(1, onGpu), gaveUp], toGpu],
    ['what was committed has not settled', [...ready, settling, wish(1, onGpu)], ''],
    ['the guard chooses', [...ready, guard(onGpu)], 'switch gpu-fp16 webgpu guard'],
    ['the guard chooses during an install', [...ready, installing, guard(onGpu)], ''],
    ['… which ends', [...ready, installing, guard(onGpu), stands({ held: both })], ''],
    ['the hub is overruled', [...overruled, wish(1, onGpu)], ''],
    ['… until it chooses anew', [...overruled, wish(2, onGpu)], toGpu],
    ['it does not load', [...ready, wish(1, onGpu), fails], ''],
    ['… is tried again', [...ready, wish(1, onGpu), fails, later], 'profile gpu-fp16 webgpu'],
    ['… and loads', [...ready, wish(1, onGpu), fails, later, profiled(onGpu)], toGpu],
    ['a provider is lost', [...onTheGpu, lost], ''],
    ['… it is tried again', retried, 'profile gpu-fp16 webgpu'],
    ['… or at once when it is asked for', [...onTheGpu, lost, asked], 'profile gpu-fp16 webgpu'],
    [
      '… even if it was not there a moment ago',
      [...onTheGpu, lost, gone, asked],
      'profile gpu-fp16 webgpu',
    ],
    ['… is back, and the hub says nothing new', [...retried, profiled(onGpu)], ''],
    ['… and the hub does', [...retried, profiled(onGpu), wish(2, onGpu)], toGpu],
    ['… is still gone', [...retried, profiled(onGpu, { usable: 'failed' }), wish(2, onGpu)], ''],
    ['a driver is gone at the next start', [...ready, gone, wish(1, onGpu)], ''],
    ['… and is back', [...ready, gone, wish(1, onGpu), later, profiled(onGpu)], toGpu],
  ])('%s', (_, happenings, expected) => expect(acts(happenings)).toBe(expected));
});

describe('what is known afterwards', () => {
  const keptAfter = (...happenings: readonly Happening[]) => after(happenings).state.kept;

  test('a switch that was asked for is on the disk before it is tried', () => {
    const { kept } = after([...ready, wish(1, onGpu)]).state;
    expect(kept).toMatchObject({ trying: onGpu, running: null, number: 0 });
    expect(keptAfter(...onTheGpu)).toMatchObject({
      ...{ trying: null, running: onGpu, by: 'hub', number: 1, switchedAt: [9] },
    });
  });

  test('a lost provider leaves its pair absent, and who took its place', () => {
    const { kept, lost: providers } = after([...onTheGpu, lost]).state;
    expect(kept.running).toMatchObject({ ...onCpu, code: 'providerLost' });
    expect(kept.running?.reason).toBe('webgpu failed with gpu-fp16: no adapter');
    expect(kept.lastSwitch).toMatchObject({ from: onGpu, to: onCpu, by: 'guard', tookMs: 3 });
    expect(kept.profiles.map(({ usable }) => usable)).toEqual(['yes', 'absent']);
    expect(providers).toEqual([
      { provider: 'webgpu', attempts: 1, dueMs: 15_000, retryAt: 15_010 },
    ]);
    const again = after([...onTheGpu, lost, later, profiled(onGpu, { usable: 'failed' })]).state;
    expect(again.lost).toMatchObject([{ attempts: 2 }]);
    expect(again.kept.profiles[1]).toMatchObject({ usable: 'absent', p50Us: 90, detail: 'fine' });
    expect(after([profiled(onGpu)], again).state.lost).toEqual([]);
  });

  test.each([
    ['absent', gone, 'no adapter'],
    ['fellBack', lying, 'ran none of 1 nodes on webgpu (1 on cpu)'],
  ])('a provider that one node did not run on leaves its variants %s', (usable, found, detail) => {
    const { profiles } = keptAfter(...ready.slice(0, 2), found);
    expect(profiles).toMatchObject([{ ...onGpu, usable, detail, p50Us: null }]);
  });

  test('what fell back by itself is followed by the hub’s next choice only', () => {
    expect(keptAfter(...onTheGpu, lost).number).toBe(1);
  });

  test('another release begins with nothing measured and nothing chosen', () => {
    const next = stands({ good: { ...good, release: sha('9') }, actual: null });
    expect(keptAfter(...onTheGpu, next)).toMatchObject({
      ...{ release: sha('9'), variants: [], profiles: [], running: null, number: 0, by: 'install' },
    });
    expect(keptAfter(...onTheGpu, stands({ good: ownSlot, actual: null }))).toMatchObject({
      ...{ release: null, installed: null, running: null },
    });
  });

  test('another variant of the same release, installed, keeps what was measured', () => {
    const gpuGood = { ...good, bundle: gpuVariant.bundle, variant: gpuVariant.name };
    const { state } = after([...ready, stands({ good: gpuGood, held: both, actual: onGpu })]);
    expect(state.kept).toMatchObject({ installed: 'gpu-fp16', running: null, by: 'install' });
    expect(state.kept.profiles).toHaveLength(2);
  });

  test('an install that did not stay leaves what was committed, and the hub’s choice holds again', () => {
    const back = stands({ held: both, actual: onCpu });
    expect(acts([...onTheGpu, installing, back])).toBe(toGpu);
  });

  test('the hour’s switches are counted, and forgotten', () => {
    const { kept } = after([...onTheGpu, passes(3_599_000)]).state;
    expect(kept.switchedAt).toHaveLength(1);
    expect(keptAfter(...onTheGpu, later, passes(1)).switchedAt).toEqual([]);
  });
});

describe('starts that did not end in order', () => {
  const start = (clean: boolean): Happening => ({ kind: 'started', clean });
  const dead = start(false);

  test('run the last choice again, and after the third what was committed', () => {
    const from = after(onTheGpu).state;
    expect(after([dead, dead], from).state.kept.running).toMatchObject(onGpu);
    const { kept } = after([dead, dead, dead], from).state;
    expect(kept).toMatchObject({ running: null, by: 'install' });
    expect(kept.profiles[1]).toMatchObject({
      ...{ usable: 'failed', detail: 'the agent ended 3 times with it' },
    });
  });

  test('during a switch leave what ran before', () => {
    const trying = after([...ready, wish(1, onGpu)]).state;
    const { kept } = after([dead], trying).state;
    expect(kept).toMatchObject({ running: null, trying: null, boots: 1 });
  });

  test('count no more when it has run for long, nor do others', () => {
    const from = after([...onTheGpu, dead, dead, passes(600_000), dead, dead]).state;
    expect(from.kept.running).toMatchObject(onGpu);
    expect(after([...onTheGpu, ...Array(5).fill(start(true))]).state.kept.boots).toBe(0);
  });
});
