import type { WaveRule } from '@lookout/shared/protocol/rollouts';
import { describe, expect, test } from 'vitest';
import { keyOf } from './apply-steps.ts';
import { candidate, fleet, manifest } from './candidates.fixture.ts';
import { planWaves } from './plan-waves.ts';
import { type Drawn, type Fleet, type Redraw, redrawWaves } from './redraw-waves.ts';
import { noon, planOf } from './simulate.fixture.ts';
import { randomOf } from './sleeping-fleet.fixture.ts';
import type { Candidate } from './targets.ts';

const planBy = (...rules: WaveRule[]) =>
  planOf({ waves: rules.map((members, i) => ({ name: `w${i}`, members })) });
type Plan = ReturnType<typeof planOf>;
const count = (n: number): WaveRule => ({ kind: 'count', count: n });
const share = (percent: number): WaveRule => ({ kind: 'percent', percent });
const rest: WaveRule = { kind: 'rest' };

/** The members as they were drawn from a fleet before anything began. */
const drawn = (plan: Plan, candidates: readonly Candidate[]): Drawn[] =>
  planWaves(plan, manifest, candidates, 'r1').waves.flatMap(({ members }, wave) =>
    members.map(({ device, stream, variant }) => ({
      ...{ device, stream, variant, wave, state: 'waiting', sequence: null },
    })),
  );

/** The first `count` waves have begun, and their members were assigned. */
const begin = (members: readonly Drawn[], count: number): Drawn[] =>
  members.map((m) => (m.wave < count ? { ...m, state: 'assigned', sequence: 1 } : m));

const wavesOf = (plan: Plan, begun: number): Fleet['waves'] =>
  plan.waves.map((_, wave) => ({ state: wave < begun ? 'done' : 'pending' }));

const after = (members: readonly Drawn[], { join, move, leave }: Redraw): Drawn[] => {
  const rows = new Map(members.map((m) => [keyOf(m), m]));
  for (const { site: _, ...placing } of [...join, ...move])
    rows.set(keyOf(placing), { ...placing, state: 'waiting', sequence: null });
  for (const asset of leave) {
    const row = rows.get(keyOf(asset));
    if (row !== undefined) rows.set(keyOf(asset), { ...row, state: 'left' });
  }
  return [...rows.values()];
};

interface Case {
  readonly plan: Plan;
  /** The fleet when it was approved, and at the start of wave `begun`. */
  readonly was: readonly Candidate[];
  readonly now: readonly Candidate[];
  readonly begun: number;
  readonly takenLater?: readonly string[];
  readonly join?: readonly string[];
  readonly move?: readonly string[];
  readonly leave?: readonly string[];
}
const three = fleet(3);
const [d1, d2] = ['d0001', 'd0002'];
/** Of three, in the order of the spread. */
const [first = '', second = '', third = ''] = drawn(planBy(rest), three).map((m) => m.device);
const but = (device: string, given: Partial<Candidate>): Candidate[] =>
  three.map((c) => (c.device === device ? { ...c, ...given } : c));

const cases: Readonly<Record<string, Case>> = {
  'the fleet is as it was': { plan: planBy(count(1), rest), was: three, now: three, begun: 1 },
  'and before the first wave': { plan: planBy(count(1), rest), was: three, now: three, begun: 0 },
  'a new device joins the rest': {
    ...{ plan: planBy(count(1), rest), was: three, begun: 1 },
    ...{ now: [...three, candidate('new')], join: ['new 1'] },
  },
  'a new device joins the last wave, not the canary that has not begun': {
    ...{ plan: planBy(count(1), rest), was: three, begun: 0 },
    ...{ now: [...three, candidate('new')], join: ['new 1'] },
  },
  'it reported its channels only after the approval': {
    ...{ plan: planBy(count(1), rest), was: but(third, { channels: [] }), begun: 1 },
    ...{ now: three, join: [`${third} 1`] },
  },
  'a new stream of a device that has begun': {
    ...{ plan: planBy(count(1), rest), was: three, begun: 1 },
    ...{ now: [...three, candidate(first, { stream: 'two' })], join: [`${first} 1`] },
  },
  'a new device is not of the target': {
    ...{ plan: { ...planBy(rest), target: { ...planOf().target, sites: ['plant'] } }, was: three },
    ...{ now: [...three, candidate('new', { site: 'other' })], begun: 0 },
  },
  'a new device of another model': {
    ...{ plan: planBy(rest), was: three, begun: 0 },
    now: [...three, candidate('new', { channels: [{ name: 'level', unit: 'm' }] })],
  },
  'a new device that a newer rollout has assigned': {
    ...{ plan: planBy(rest), was: three, begun: 0 },
    ...{ now: [...three, candidate('new')], takenLater: ['new/main'] },
  },
  'nothing joins once the last wave has begun': {
    ...{ plan: planBy(rest), was: three, now: [...three, candidate('new')], begun: 1 },
  },
  'a new device of a site whose wave is to come': {
    plan: planBy(count(1), { kind: 'site', sites: ['north'] }, rest),
    ...{ was: three, now: [...three, candidate('new', { site: 'north' })], begun: 1 },
    join: ['new 1'],
  },
  'a new device of a site whose wave has begun comes to the rest': {
    plan: planBy({ kind: 'site', sites: ['north'] }, rest),
    ...{ was: three, now: [...three, candidate('new', { site: 'north' })], begun: 1 },
    join: ['new 1'],
  },
  'a new device that no wave to come takes': {
    plan: planBy(rest, { kind: 'site', sites: ['north'] }),
    ...{ was: three, now: [...three, candidate('new')], begun: 1 },
  },
  'a device was removed': {
    ...{ plan: planBy(count(1), rest), was: three, begun: 1 },
    now: three.filter((c) => c.device !== third),
    leave: [`${third} The fleet does not have it any more`],
  },
  'a device was revoked': {
    ...{ plan: planBy(count(1), rest), was: three, now: but(second, { revoked: true }), begun: 1 },
    leave: [`${second} The device is revoked`],
  },
  'a device that has begun is not drawn again': {
    ...{ plan: planBy(count(1), rest), was: three, now: but(first, { revoked: true }), begun: 1 },
  },
  'a device runs the release by another way': {
    ...{ plan: planBy(count(1), rest), was: three, begun: 1 },
    now: but(third, { release: 'a'.repeat(64) }),
    leave: [`${third} It runs this release already`],
  },
  'a device has another label than it had': {
    plan: planBy(count(1), { kind: 'label', label: 'line', value: '2' }, rest),
    ...{ was: but(third, { labels: { line: '2' } }), now: three, begun: 1 },
    move: [`${third} 2`],
  },
  'a device has moved out of the only wave to come': {
    plan: planBy(count(1), { kind: 'site', sites: ['plant'] }),
    ...{ was: three, now: but(third, { site: 'other' }), begun: 1 },
    leave: [`${third} No wave that has not begun takes it: end with a wave "rest"`],
  },
  'a newer rollout has taken a device': {
    ...{ plan: planBy(count(1), rest), was: three, now: three, begun: 1 },
    ...{ takenLater: [`${second}/main`] },
    leave: [`${second} A newer rollout has assigned it another release`],
  },
  'a device got a GPU': {
    ...{ plan: planBy(count(1), rest), was: three, begun: 1 },
    ...{ now: but(second, { providers: ['cpu', 'cuda'] }), move: [`${second} 1`] },
  },
  'who was to go first is away: another one goes': {
    ...{ plan: planBy(count(1), rest), was: three, begun: 0 },
    ...{ now: but(first, { online: false }), move: [`${second} 0`, `${first} 1`] },
  },
  'a canary by hand is not replaced': {
    plan: planBy({ kind: 'hand', assets: [{ device: first, stream: 'main' }] }, rest),
    ...{ was: three, now: but(first, { online: false }), begun: 0 },
  },
  'half of a fleet that has grown': {
    ...{ plan: planBy(count(1), share(50), rest), was: three, begun: 1 },
    now: [...three, ...['n0', 'n1', 'n2'].map((name) => candidate(name))],
    // Half of six are three: both that were members, and one of the new.
    ...{ join: ['n0 2', 'n1 2', 'n2 1'], move: [] },
  },
};

describe('drawn again when a wave begins', () => {
  test.each(Object.entries(cases))('%s', (_, given) => {
    const { plan, was, now, begun } = given;
    const members = begin(drawn(plan, was), begun);
    const waves = wavesOf(plan, begun);
    const takenLater = new Set(given.takenLater);
    const redraw = redrawWaves(
      plan,
      manifest,
      { members, waves, candidates: now, takenLater },
      'r1',
    );
    const placed = ({ device, wave }: { device: string; wave: number }) => `${device} ${wave}`;
    expect(redraw.join.map(placed).sort()).toEqual([...(given.join ?? [])].sort());
    expect(redraw.move.map(placed).sort()).toEqual([...(given.move ?? [])].sort());
    expect(redraw.leave.map(({ device, reason }) => `${device} ${reason}`)).toEqual(
      given.leave ?? [],
    );
  });

  test('the variant is the one that fits now', () => {
    const plan = planBy(rest);
    const members = drawn(plan, three);
    const candidates = but(d1, { providers: ['cuda'] });
    const { move } = redrawWaves(
      plan,
      manifest,
      { members, waves: wavesOf(plan, 0), candidates, takenLater: new Set() },
      'r1',
    );
    expect(move).toEqual([
      { device: d1, stream: 'main', site: 'plant', wave: 0, variant: 'gpu-fp16' },
    ]);
  });

  test('one that had left before it was assigned joins again when it fits again', () => {
    const plan = planBy(rest);
    const members = drawn(plan, three).map((m) =>
      m.device === d2 ? { ...m, state: 'left' as const } : m,
    );
    const now = { waves: wavesOf(plan, 0), candidates: three, takenLater: new Set<string>() };
    const { join } = redrawWaves(plan, manifest, { ...now, members }, 'r1');
    expect(join.map(({ device }) => device)).toEqual([d2]);
    const given = members.map((m) => (m.device === d2 ? { ...m, sequence: 3 } : m));
    expect(redrawWaves(plan, manifest, { ...now, members: given }, 'r1').join).toEqual([]);
  });
});

describe('of any fleet that changes in any way', () => {
  const random = randomOf(5);
  const changed = (c: Candidate): Candidate[] => {
    const what = random();
    if (what < 0.1) return [];
    if (what < 0.2) return [{ ...c, revoked: true }];
    if (what < 0.4) return [{ ...c, online: !c.online }];
    if (what < 0.5) return [{ ...c, site: c.site === 'north' ? 'plant' : 'north' }];
    return [c];
  };
  const walks = Array.from({ length: 200 }, (_, walk) => {
    const plan = planBy(
      ...[count(1), share(10), { kind: 'site' as const, sites: ['north'] }, share(30)].filter(
        () => random() < 0.7,
      ),
      ...(random() < 0.8 ? [rest] : [share(50)]),
    );
    const was = fleet(1 + Math.floor(random() * 30)).map((c) => ({
      ...{ ...c, online: random() < 0.8, lastSeenAt: random() < 0.9 ? noon : null },
      site: random() < 0.3 ? 'north' : 'plant',
    }));
    const begun = Math.floor(random() * plan.waves.length);
    const candidates = [
      ...was.flatMap(changed),
      ...(random() < 0.5 ? [candidate(`new${walk}`, { online: random() < 0.5 })] : []),
    ];
    const waves = wavesOf(plan, begun);
    return { plan, begun, candidates, waves, members: begin(drawn(plan, was), begun) };
  });
  const draw = ({ plan, ...now }: (typeof walks)[number], members: readonly Drawn[]) =>
    redrawWaves(plan, manifest, { ...now, members, takenLater: new Set() }, 'r1');

  test('nobody is named twice, and nobody of a wave that has begun', () => {
    for (const walk of walks) {
      const { join, move, leave } = draw(walk, walk.members);
      const named = [...join, ...move, ...leave].map(keyOf);
      expect(new Set(named).size).toBe(named.length);
      const frozen = walk.members.filter(({ sequence }) => sequence !== null).map(keyOf);
      expect(named.filter((key) => frozen.includes(key))).toEqual([]);
      for (const { wave } of [...join, ...move]) expect(wave).toBeGreaterThanOrEqual(walk.begun);
    }
  });

  test('drawn once more, nothing changes', () => {
    for (const walk of walks) {
      const members = after(walk.members, draw(walk, walk.members));
      expect(draw(walk, members)).toEqual({ join: [], move: [], leave: [] });
    }
  });

  test('who fits is in a wave, where the last one takes the rest', () => {
    for (const walk of walks) {
      if (walk.plan.waves.at(-1)?.members.kind !== 'rest') continue;
      const members = new Map(
        after(walk.members, draw(walk, walk.members)).map((m) => [keyOf(m), m]),
      );
      for (const c of walk.candidates)
        if (!c.revoked) expect(members.get(keyOf(c))?.state).not.toBe('left');
      const waiting = [...members.values()].filter(({ state }) => state === 'waiting');
      for (const { device } of waiting)
        expect(walk.candidates.some((c) => c.device === device && !c.revoked)).toBe(true);
    }
  });
});
