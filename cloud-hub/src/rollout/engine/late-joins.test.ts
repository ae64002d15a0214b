import type { WaveRule } from '@lookout/shared/protocol/rollouts';
import { expect, test } from 'vitest';
import { candidate, manifest } from './candidates.fixture.ts';
import { type LateCandidate, type LateFleet, lateJoins } from './late-joins.ts';
import type { Drawn } from './redraw-waves.ts';
import { noon, planOf } from './simulate.fixture.ts';

const rest: WaveRule = { kind: 'rest' };
const began = noon + 1_000;

const late = (given: Partial<LateCandidate> = {}): LateCandidate => ({
  ...candidate('late'),
  ...{ enrolledAt: noon },
  ...given,
});
const member = (given: Partial<Drawn>): Drawn => ({
  ...{ device: 'late', stream: 'main', wave: 0, variant: 'cpu-int8' },
  ...{ state: 'succeeded', sequence: 1 },
  ...given,
});

interface Case {
  readonly rules?: readonly WaveRule[];
  readonly candidate?: LateCandidate;
  readonly fleet?: Partial<LateFleet>;
}

/** The wave of whose tail it becomes a member; null: of none. */
function waveOf({ rules = [rest], candidate: asset = late(), fleet = {} }: Case): number | null {
  const plan = planOf({ waves: rules.map((members, i) => ({ name: `w${i}`, members })) });
  const waves = rules.map(() => ({ state: 'done' as const, startedAt: began }));
  const found = lateJoins(plan, manifest, {
    ...{ state: 'RUNNING', members: [], waves, candidates: [asset], takenLater: new Set() },
    ...fleet,
  });
  return found[0]?.wave ?? null;
}

const running = { state: 'running' as const, startedAt: began };
const pending = { state: 'pending' as const, startedAt: null };

test.each<[string, Case, number | null]>([
  ['after all waves have begun', {}, 0],
  ['after it had succeeded', { fleet: { state: 'SUCCEEDED' } }, 0],
  ['of several waves, the last that takes it', { rules: [rest, rest] }, 1],
  [
    'of the site that it stands at',
    {
      rules: [
        { kind: 'site', sites: ['plant'] },
        { kind: 'count', count: 9 },
      ],
    },
    0,
  ],
  [
    'one that left before it was assigned',
    { fleet: { members: [member({ state: 'left', sequence: null })] } },
    0,
  ],
  [
    'not while a wave is to begin: it is drawn then',
    { rules: [rest, rest], fleet: { waves: [running, pending] } },
    null,
  ],
  ['not while it is halted', { fleet: { state: 'HALTED' } }, null],
  ['not while it is reverted', { fleet: { state: 'REVERTING' } }, null],
  ['not one that was enrolled since', { candidate: late({ enrolledAt: began + 1 }) }, null],
  ['not to a wave of a number', { rules: [{ kind: 'count', count: 9 }] }, null],
  ['not to a wave of a percentage', { rules: [{ kind: 'percent', percent: 100 }] }, null],
  ['not one that is a member', { fleet: { members: [member({})] } }, null],
  [
    'not one that left after it was assigned',
    { fleet: { members: [member({ state: 'left' })] } },
    null,
  ],
  ['not one that was revoked', { candidate: late({ revoked: true }) }, null],
  ['not while it tells no channels', { candidate: late({ channels: [] }) }, null],
  [
    'not one that a newer rollout has assigned',
    { fleet: { takenLater: new Set(['late/main']) } },
    null,
  ],
])('joins the tail: %s', (_what, given, wave) => {
  expect(waveOf(given)).toBe(wave);
});
