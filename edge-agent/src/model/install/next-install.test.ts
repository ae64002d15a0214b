import { isFinal, ReleasePhase } from '@lookout/shared/protocol/release-phase';
import { describe, expect, test } from 'vitest';
import type { Act, Happening } from './happening.ts';
import {
  after,
  fetched,
  progress,
  refusal,
  rules,
  sha,
  slot,
  tested,
  type Way,
  wayTo,
  wish,
} from './install.fixture.ts';
import { type Install, isTried, ownSlot, pinnedBundles } from './install-state.ts';
import { nextInstall } from './next-install.ts';

const died: Happening = { kind: 'died', how: 'SIGKILL' };
const crashed: Happening = { kind: 'started', clean: false };
const restarted: Happening = { kind: 'started', clean: true };
const withdrawn: Happening = { kind: 'withdrawn' };
const broken: Happening = { kind: 'goodBroken' };
const settled: Happening = { kind: 'settled' };
const failed: Happening = { kind: 'failed', reason: { code: 'incompatible', text: 'channels' } };
const noDisk: Happening = { kind: 'fetchFailed', reason: { code: 'diskFull', text: 'full' } };
const passed = (ms: number): Happening => ({ kind: 'passed', ms });
const held = wish(1, { hold: true });
const own = { target: ownSlot };
const back = { ...own, revert: true };
const strict = (more: object) => ({ rules: { ...rules, ...more } });

type Case = [
  from: Way | 'nothing',
  words: string,
  happenings: readonly Happening[],
  phase: string,
  acts: string,
  reason?: string,
];

const kinds = (acts: readonly Act[]) => acts.map(({ kind }) => kind).join(' ');
const begin = (from: Way | 'nothing') => after(from === 'nothing' ? [] : wayTo[from]).state;

const unheard: Case[] = [
  ['nothing', 'a wish that is believed', [wish(1)], 'OFFERED', 'fetch'],
  ['nothing', 'a held wish', [held], 'OFFERED', ''],
  ['nothing', 'back to the own bundle', [wish(1, back)], 'SELF_TEST', 'selfTest'],
  ['nothing', 'a held way back', [wish(1, { ...back, hold: true })], 'OFFERED', ''],
  ['nothing', 'a wish that is refused', [refusal(1, 'expired')], 'REJECTED', '', 'expired'],
  ['nothing', 'the end of no wish', [withdrawn], 'none', ''],
  ['nothing', 'a start', [crashed], 'none', ''],
  ['nothing', 'a broken own bundle', [broken], 'none', ''],
];
const fetching: Case[] = [
  ['OFFERED', 'the same again', [wish(1)], 'OFFERED', ''],
  ['OFFERED', 'the first bytes', [{ kind: 'fetchBegan' }], 'DOWNLOADING', ''],
  ['OFFERED', 'all files', [fetched], 'SELF_TEST', 'selfTest'],
  ['OFFERED', 'hold', [held], 'OFFERED', 'stopFetch'],
  ['OFFERED', 'hold, then a late first byte', [held, { kind: 'fetchBegan' }], 'OFFERED', ''],
  ['OFFERED', 'hold and resume', [held, wish(1)], 'OFFERED', 'fetch'],
  ['OFFERED', 'a start', [crashed], 'OFFERED', 'fetch'],
  ['OFFERED', 'withdrawn', [withdrawn], 'SUPERSEDED', 'stopFetch sweep', 'withdrawn'],
  ['OFFERED', 'a newer one', [wish(2)], 'OFFERED', 'stopFetch sweep fetch'],
  ['OFFERED', 'an unbelieved newer one', [refusal(2, 'badSignature')], 'OFFERED', ''],
  ['OFFERED', 'a late self-test', [tested()], 'OFFERED', ''],
  ['OFFERED', 'time', [passed(9e9)], 'OFFERED', ''],
  ['OFFERED', 'a death', [died, died, died], 'OFFERED', ''],
  ['DOWNLOADING', 'all files', [fetched], 'SELF_TEST', 'selfTest'],
  ['DOWNLOADING', 'a full disk', [noDisk], 'FAILED', 'stopFetch sweep', 'diskFull'],
  ['DOWNLOADING', 'hold', [held], 'DOWNLOADING', 'stopFetch'],
  ['DOWNLOADING', 'hold, and the last file', [held, fetched], 'VERIFIED', ''],
  ['DOWNLOADING', 'resume', [held, wish(1)], 'DOWNLOADING', 'fetch'],
  ['DOWNLOADING', 'a start', [crashed], 'DOWNLOADING', 'fetch'],
  ['DOWNLOADING', 'many starts', [crashed, crashed, crashed, crashed], 'DOWNLOADING', 'fetch'],
  ['DOWNLOADING', 'a start while held', [held, restarted], 'DOWNLOADING', ''],
  ['DOWNLOADING', 'withdrawn', [withdrawn], 'SUPERSEDED', 'stopFetch sweep', 'withdrawn'],
  ['DOWNLOADING', 'windows', [progress(99, 99)], 'DOWNLOADING', ''],
];
const trying: Case[] = [
  ['VERIFIED', 'the same again', [held], 'VERIFIED', ''],
  ['VERIFIED', 'resume', [wish(1)], 'SELF_TEST', 'selfTest'],
  ['VERIFIED', 'a start while held', [crashed], 'VERIFIED', ''],
  ['VERIFIED', 'withdrawn', [withdrawn], 'SUPERSEDED', 'sweep', 'withdrawn'],
  ['SELF_TEST', 'passed', [tested()], 'SHADOW', 'shadow'],
  ['SELF_TEST', 'failed', [tested({ ok: false })], 'FAILED', 'fallBack sweep', 'selfTest'],
  [
    'SELF_TEST',
    'too much memory',
    [tested({ addedMemoryBytes: 2_000_000 })],
    'FAILED',
    'fallBack sweep',
    'memory',
  ],
  ['SELF_TEST', 'unknown memory', [tested({ addedMemoryBytes: null })], 'SHADOW', 'shadow'],
  ['SELF_TEST', 'no detector to compare with', [tested({ hasJudge: false })], 'TRIAL', 'trial'],
  ['SELF_TEST', 'other channels', [failed], 'FAILED', 'fallBack sweep', 'incompatible'],
  ['SELF_TEST', 'two deaths', [died, died], 'SELF_TEST', ''],
  ['SELF_TEST', 'three deaths', [died, died, died], 'FAILED', 'fallBack sweep', 'crashLoop'],
  ['SELF_TEST', 'hold', [held], 'VERIFIED', 'fallBack'],
  ['SELF_TEST', 'a crash of the agent', [crashed], 'SELF_TEST', 'selfTest'],
  [
    'SELF_TEST',
    'the third crash',
    [crashed, crashed, crashed],
    'FAILED',
    'fallBack sweep',
    'crashLoop',
  ],
  ['SELF_TEST', 'ordinary restarts', [restarted, restarted, restarted], 'SELF_TEST', 'selfTest'],
  ['SELF_TEST', 'too long', [passed(60_000)], 'TIMED_OUT', 'fallBack sweep', 'deadline'],
  ['SELF_TEST', 'late files', [fetched], 'SELF_TEST', ''],
  ['SHADOW', 'too few windows', [progress(9, 0)], 'SHADOW', ''],
  ['SHADOW', 'all windows', [progress(10, 0)], 'TRIAL', 'trial'],
  ['SHADOW', 'just enough agreement', [progress(10, 0, { agreement: 0.9 })], 'TRIAL', 'trial'],
  [
    'SHADOW',
    'too little',
    [progress(10, 0, { agreement: 0.8 })],
    'FAILED',
    'fallBack sweep',
    'disagreement',
  ],
  [
    'SHADOW',
    'too little already',
    [progress(4, 0, { agreement: 0.5 })],
    'FAILED',
    'fallBack sweep',
    'disagreement',
  ],
  ['SHADOW', 'one that may be made up for', [progress(4, 0, { agreement: 0.75 })], 'SHADOW', ''],
  [
    'SHADOW',
    'too slow',
    [progress(10, 0, { newLatencyLowUs: 1_001 })],
    'FAILED',
    'fallBack sweep',
    'latency',
  ],
  [
    'SHADOW',
    'slower than the old one may be',
    [progress(10, 0, { newLatencyLowUs: 201 })],
    'FAILED',
    'fallBack sweep',
    'latency',
  ],
  [
    'SHADOW',
    'an old one of unknown pace',
    [progress(10, 0, { newLatencyLowUs: 201, oldLatencyP95Us: null })],
    'TRIAL',
    'trial',
  ],
  [
    'SHADOW',
    'memory that has grown',
    [progress(10, 0, { addedMemoryBytes: 1_000_001 })],
    'FAILED',
    'fallBack sweep',
    'memory',
  ],
  [
    'SHADOW',
    'three windows without a score',
    [progress(2, 0, {}, 3)],
    'FAILED',
    'fallBack sweep',
    'notScored',
  ],
  ['SHADOW', 'two without', [progress(2, 0, {}, 2)], 'SHADOW', ''],
  [
    'SHADOW',
    'no window in time',
    [passed(59_999), passed(1)],
    'TIMED_OUT',
    'fallBack sweep',
    'deadline',
  ],
  ['SHADOW', 'hold', [held], 'VERIFIED', 'fallBack'],
  ['SHADOW', 'hold, when it has expired', [refusal(1, 'expired', true)], 'VERIFIED', 'fallBack'],
  ['SHADOW', 'resume', [held, wish(1)], 'SELF_TEST', 'selfTest'],
  [
    'SHADOW',
    'a long hold',
    [passed(59_000), held, passed(9e9), wish(1), passed(59_000)],
    'SELF_TEST',
    '',
  ],
  ['SHADOW', 'a crash of the agent', [crashed], 'SELF_TEST', 'selfTest'],
  ['SHADOW', 'three deaths', [died, died, died], 'FAILED', 'fallBack sweep', 'crashLoop'],
  ['SHADOW', 'withdrawn', [withdrawn], 'SUPERSEDED', 'fallBack sweep', 'withdrawn'],
  ['SHADOW', 'a newer one', [wish(2, { target: slot('b') })], 'OFFERED', 'fallBack sweep fetch'],
  ['SHADOW', 'the way back', [wish(2, back)], 'SELF_TEST', 'fallBack sweep selfTest'],
  ['TRIAL', 'too few windows', [progress(10, 4)], 'TRIAL', ''],
  ['TRIAL', 'all windows', [progress(10, 5)], 'COMMITTED', 'keep sweep'],
  [
    'TRIAL',
    'too slow alone',
    [progress(10, 5, { newLatencyLowUs: 1_001 })],
    'REVERTED',
    'fallBack sweep',
    'latency',
  ],
  ['TRIAL', 'no score', [progress(10, 2, {}, 3)], 'REVERTED', 'fallBack sweep', 'notScored'],
  ['TRIAL', 'three deaths', [died, died, died], 'REVERTED', 'fallBack sweep', 'crashLoop'],
  [
    'TRIAL',
    'three crashes of the agent, one at a time',
    [crashed, tested(), crashed, tested(), crashed],
    'FAILED',
    'fallBack sweep',
    'crashLoop',
  ],
  ['TRIAL', 'too long', [passed(60_000)], 'TIMED_OUT', 'fallBack sweep', 'deadline'],
  ['TRIAL', 'hold', [held], 'VERIFIED', 'fallBack'],
  ['TRIAL', 'a start', [crashed], 'SELF_TEST', 'selfTest'],
  ['TRIAL', 'withdrawn', [withdrawn], 'SUPERSEDED', 'fallBack sweep', 'withdrawn'],
  ['TRIAL', 'an unbelieved newer one', [refusal(2, 'badSignature')], 'TRIAL', ''],
  ['TRIAL', 'an older one', [wish(0)], 'TRIAL', ''],
];
const over: Case[] = [
  ['COMMITTED', 'the same again', [wish(1)], 'COMMITTED', ''],
  ['COMMITTED', 'hold', [held], 'COMMITTED', ''],
  ['COMMITTED', 'withdrawn', [withdrawn], 'COMMITTED', ''],
  ['COMMITTED', 'a start', [crashed], 'COMMITTED', ''],
  [
    'COMMITTED',
    'the same bundle by a newer one',
    [wish(2), fetched, tested()],
    'COMMITTED',
    'keep sweep',
  ],
  ['COMMITTED', 'the way back', [wish(2, back), tested()], 'COMMITTED', 'keep sweep'],
  [
    'COMMITTED',
    'a way back that fails',
    [wish(2, back), tested({ ok: false })],
    'FAILED',
    'fallBack sweep',
    'selfTest',
  ],
  ['COMMITTED', 'an older one', [wish(5), wish(4)], 'OFFERED', ''],
  ['FAILED', 'the same again', [wish(1)], 'FAILED', '', 'selfTest'],
  ['FAILED', 'the same release by a newer one', [wish(2)], 'OFFERED', 'fetch'],
  ['FAILED', 'a late death', [died], 'FAILED', '', 'selfTest'],
  ['REVERTED', 'the same again', [wish(1)], 'REVERTED', '', 'notScored'],
  ['REVERTED', 'the same release by a newer one', [wish(2)], 'OFFERED', 'fetch'],
  [
    'REVERTED',
    'an unbelieved newer one',
    [refusal(2, 'badSignature')],
    'REJECTED',
    '',
    'badSignature',
  ],
  ['REVERTED', 'the same, now expired', [refusal(1, 'expired')], 'REVERTED', '', 'notScored'],
  ['TIMED_OUT', 'the same release by a newer one', [wish(2)], 'OFFERED', 'fetch'],
  ['SUPERSEDED', 'the same again', [wish(1)], 'SUPERSEDED', '', 'withdrawn'],
  ['SUPERSEDED', 'the same release by a newer one', [wish(2)], 'OFFERED', 'fetch'],
  ['REJECTED', 'the same again', [refusal(1, 'badSignature')], 'REJECTED', '', 'badSignature'],
  ['REJECTED', 'believed with newer keys', [wish(1)], 'OFFERED', 'fetch'],
  ['REJECTED', 'for another reason', [refusal(1, 'expired')], 'REJECTED', '', 'expired'],
];

describe.each([
  ['before an assignment', unheard],
  ['while files are fetched', fetching],
  ['while the new one is tried', trying],
  ['when it is over', over],
] as [string, Case[]][])('%s', (_, cases) => {
  test.each(cases)('%s: %s', (from, _words, happenings, phase, acts, reason) => {
    const { state, acts: done } = after(happenings, begin(from));
    expect(state.install?.phase ?? 'none').toBe(phase);
    expect(kinds(done)).toBe(acts);
    expect(state.install?.reason?.code).toBe(reason);
  });
});

describe('slots', () => {
  test('the one before a committed bundle stays pinned, the one before that does not', () => {
    const install = (n: number, letter: string): Happening[] => [
      wish(n, { target: slot(letter) }),
      ...[fetched, tested(), progress(10, 0), progress(10, 5)],
    ];
    const first = after(install(1, 'a')).state;
    expect(first).toMatchObject({ good: slot('a'), previous: ownSlot });
    const second = after(install(2, 'b'), first).state;
    expect(pinnedBundles(second)).toEqual([sha('b'), sha('a')]);
    const third = after([wish(3, { target: slot('a'), revert: true })], second);
    expect(kinds(third.acts)).toBe('fetch');
    const reverted = after([fetched, tested()], third.state).state;
    expect(reverted).toMatchObject({ good: slot('a'), previous: slot('b') });
  });

  test.each<[Way]>([['DOWNLOADING'], ['TRIAL']])('%s pins what is being installed', (way) => {
    expect(pinnedBundles(begin(way))).toEqual([sha('a')]);
  });

  test('one that ended pins nothing', () => expect(pinnedBundles(begin('REVERTED'))).toEqual([]));

  test('a good bundle that cannot be loaded gives way to the one before', () => {
    expect(after([broken], begin('COMMITTED')).state).toMatchObject({
      good: ownSlot,
      previous: null,
    });
  });
});

test('every phase on the way is told, in its order', () => {
  const committed = after([progress(10, 5)], begin('TRIAL'));
  expect(committed.told.map(({ phase }) => phase)).toEqual(['COMMITTED']);
  const believed = after([fetched], begin('OFFERED'));
  expect(believed.told.map(({ phase }) => phase)).toEqual(['VERIFIED', 'SELF_TEST']);
  const replaced = after([wish(2, { target: slot('b') })], begin('TRIAL'));
  expect(replaced.told.map(({ phase, sequence }) => [phase, sequence])).toEqual([
    ['SUPERSEDED', 1],
    ['OFFERED', 2],
  ]);
  expect(after([refusal(2, 'badSignature')], begin('TRIAL')).told[0]?.phase).toBe('REJECTED');
});

test('a rule of 0 windows leaves shadow or trial out', () => {
  const from = (more: object) => after([wish(1, strict(more)), fetched]).state;
  const phase = (...all: Parameters<typeof after>) => after(...all).state.install?.phase;
  expect(phase([tested()], from({ shadowWindows: 0 }))).toBe('TRIAL');
  expect(phase([tested()], from({ shadowWindows: 0, trialWindows: 0 }))).toBe('COMMITTED');
  expect(phase([tested(), progress(10, 0)], from({ trialWindows: 0 }))).toBe('COMMITTED');
});

describe('whatever happens, in whatever order', () => {
  const choices: Happening[] = [
    ...[wish(1), held, wish(2, { target: slot('b') }), wish(3, back), wish(4), wish(5, own)],
    ...[refusal(2, 'expired'), refusal(6, 'badSignature'), withdrawn, crashed, restarted, fetched],
    ...[{ kind: 'fetchBegan' } as const, noDisk, tested(), tested(), tested({ ok: false })],
    ...[tested({ hasJudge: false }), failed, progress(3, 0), progress(10, 0), progress(10, 5)],
    ...[
      progress(10, 5, { newLatencyLowUs: 9e9 }),
      progress(1, 0, {}, 3),
      died,
      died,
      passed(20_000),
    ],
    ...[broken, settled],
  ];
  /** Numbers between 0 and 1, the same every time (mulberry32). */
  function* random(seed: number): Generator<number, never> {
    let a = seed;
    for (;;) {
      a = (a + 0x6d2b79f5) | 0;
      let t = Math.imul(a ^ (a >>> 15), 1 | a);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      yield ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    }
  }
  const isOver = (install: Install | null): install is Install =>
    install !== null && isFinal(install.phase) && install.phase !== 'REJECTED';

  test.each(Array.from({ length: 200 }, (_, i) => [i]))('run %i', (seed) => {
    const numbers = random(seed);
    let { state } = after([]);
    const seen = new Set<string>();
    let passedTest: number | null = null;
    for (let i = 0; i < 200; i += 1) {
      const happening = choices[Math.floor(numbers.next().value * choices.length)] ?? withdrawn;
      const before = state;
      const step = nextInstall(state, happening, i);
      ({ state } = step);
      expect(state.sequence).toBeGreaterThanOrEqual(before.sequence);
      if (happening.kind === 'selfTested' && happening.ok && before.install?.phase === 'SELF_TEST')
        passedTest = before.install.sequence;
      const isTakenBack = before.install?.settling && state.install?.phase === 'REVERTED';
      if (!isTakenBack && state.good !== before.good && happening.kind !== 'goodBroken') {
        expect(state.install?.phase).toBe('COMMITTED');
        expect(passedTest).toBe(state.install?.sequence);
      }
      for (const { phase } of step.told) seen.add(ReleasePhase.parse(phase));
      if (!isTakenBack && isOver(before.install) && state.install?.phase !== before.install.phase)
        expect(state.install?.sequence).toBeGreaterThan(before.install.sequence);
      const isOn = (one: Install | null) => one !== null && isTried(one);
      if (isOn(before.install) && !isOn(state.install) && state.install?.phase !== 'COMMITTED')
        expect(kinds(step.acts)).toContain('fallBack');
    }
    expect(seen.size).toBeGreaterThan(3);
  });
});
